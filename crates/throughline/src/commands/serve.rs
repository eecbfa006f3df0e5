//! `throughline serve`: work and runs over HTTP, until it is asked to end.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use throughline_server::{Server, ServerSettings, measure};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

use crate::args::{Global, ServeArgs};
use crate::console;
use crate::error::CommandError;
use crate::exit::Done;
use crate::serving::{Children, Runs};
use crate::workspace::{open_database, settings};

/// The variable with the one key that may do everything.
const API_KEY: &str = "THROUGHLINE_API_KEY";

/// The variable that says how much is logged.
const LOG: &str = "THROUGHLINE_LOG";

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When the database cannot be used, or the address cannot be had.
pub(crate) fn serve(global: &Global, args: &ServeArgs) -> Result<Done, CommandError> {
    // An idle server would hold two megabytes wherever it needs some kilobytes. Where the system knows no such pages, that is as well.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    let children = Arc::new(Children::default());
    let (database, ledger) = open_database(global, &args.database)?;
    let place = database.url().to_string();
    let metrics = measure().map_err(|error| CommandError::failed(error.to_string()))?;
    let public_url = args.public_url.clone().unwrap_or_else(|| format!("http://{}", args.listen));
    let settings = ServerSettings {
        api_key: std::env::var(API_KEY).ok(),
        cors_origins: args.cors_origin.clone(),
        task_policy: settings(global)?.tasks.policy(&args.tasks)?,
        ..ServerSettings::new(env!("CARGO_PKG_VERSION"), public_url)
    };
    let refuse = |error: &dyn std::error::Error| CommandError::refused(throughline_engine::chain(error));
    let mut server = Server::new(settings, database, Arc::clone(&ledger), metrics).map_err(|error| refuse(&error))?;
    // A run is kept in the project's own database; where the server looks into another one, it would not see it.
    if args.database.database_url.is_none() {
        server = server.controlling(Arc::new(Runs::new(global, ledger, Arc::clone(&children))?));
    }
    log();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::failed(format!("no threads for the server: {error}")))?;
    runtime.block_on(async {
        let listener = server.listen(args.listen).await.map_err(|error| refuse(&error))?;
        say(global, &listener, &place)?;
        let asked_to_end = ask_to_end(&children)
            .map_err(|error| CommandError::failed(format!("cannot listen to signals: {error}")))?;
        let served = server.serve(listener, asked_to_end).await.map_err(|error| refuse(&error));
        if served.is_err() {
            children.ask_to_end();
        }
        // Whoever is impatient is still heard: a second signal ends the runs at once.
        tokio::task::spawn_blocking(move || children.wait())
            .await
            .map_err(|error| CommandError::failed(format!("the runs cannot be waited for: {error}")))?;
        served
    })?;
    Ok(Done::Success)
}

/// Says where the server is: whoever started it with port 0 reads it here.
fn say(global: &Global, listener: &TcpListener, place: &str) -> Result<(), CommandError> {
    let mut out = console::stdout(global.color);
    let address = listener.local_addr()?;
    writeln!(out, "listening on http://{address}, with the database {place}; http://{address}/docs tells the rest")?;
    out.flush()?;
    Ok(())
}

/// Done at the first SIGINT or SIGTERM. That and each later one is passed on to the runs that the server started.
fn ask_to_end(children: &Arc<Children>) -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (children, (tell, first)) = (Arc::clone(children), oneshot::channel());
    tokio::spawn(async move {
        let mut tell = Some(tell);
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            children.ask_to_end();
            // Nobody listens where the server has ended by itself.
            let _ = tell.take().map(|tell| tell.send(()));
        }
    });
    Ok(async move {
        // Where nobody is left who would tell, nobody can ask the server to end either.
        let _ = first.await;
    })
}

/// Begins to log to standard error: lines of JSON, or of text on a terminal.
fn log() {
    let filter = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails only where something logs already, which is then as good.
    let _ =
        if std::io::stderr().is_terminal() { lines.try_init() } else { lines.json().flatten_event(true).try_init() };
}
