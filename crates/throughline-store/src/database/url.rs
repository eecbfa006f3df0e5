//! Where the database is: a file, or a PostgreSQL server. What is shown of it never holds a password.

use std::fmt;
use std::str::FromStr;

use camino::{Utf8Path, Utf8PathBuf};
use postgres::config::{Host, SslMode};

/// The place of a database.
#[derive(Clone)]
pub struct DatabaseUrl(pub(crate) Place);

#[derive(Clone)]
pub(crate) enum Place {
    Sqlite(Utf8PathBuf),
    Postgres(Box<postgres::Config>),
}

/// Why a text names no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseUrlError {
    /// The part after `postgres://` is not what such a URL looks like. The text is not repeated: it may hold a password.
    #[error("the database URL cannot be read; it looks like postgres://user:password@host:5432/name")]
    Postgres(#[source] postgres::Error),
    /// TLS is asked for.
    #[error(
        "sslmode=require is asked for, but TLS to the database is not there yet: use a socket or a trusted network, \
             with sslmode=disable"
    )]
    Tls,
    /// Another kind of database.
    #[error("{0}:// names no database that is known: a path of a SQLite file or a postgres:// URL is")]
    Scheme(String),
    /// Nothing.
    #[error("the database URL is empty: a path of a SQLite file or a postgres:// URL is wanted")]
    Empty,
}

impl DatabaseUrl {
    /// A SQLite file.
    #[must_use]
    pub fn sqlite(path: impl Into<Utf8PathBuf>) -> Self {
        Self(Place::Sqlite(path.into()))
    }

    /// The file, if it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Utf8Path> {
        match &self.0 {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }
}

/// `postgres://…` and `postgresql://…` are servers; `sqlite:PATH`, `sqlite://PATH` and any other text are files.
impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, DatabaseUrlError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let config: postgres::Config = text.parse().map_err(DatabaseUrlError::Postgres)?;
            if config.get_ssl_mode() == SslMode::Require {
                return Err(DatabaseUrlError::Tls);
            }
            return Ok(Self(Place::Postgres(Box::new(config))));
        }
        let path = text.strip_prefix("sqlite:").map_or(text, |path| path.strip_prefix("//").unwrap_or(path));
        match path.split_once("://") {
            _ if path.is_empty() => Err(DatabaseUrlError::Empty),
            Some((scheme, _)) => Err(DatabaseUrlError::Scheme(scheme.to_owned())),
            None => Ok(Self::sqlite(path)),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = match &self.0 {
            Place::Sqlite(path) => return formatter.write_str(path.as_str()),
            Place::Postgres(config) => config,
        };
        formatter.write_str("postgres://")?;
        if let Some(user) = config.get_user() {
            write!(formatter, "{user}")?;
            formatter.write_str(if config.get_password().is_some() { ":***@" } else { "@" })?;
        }
        for (index, host) in config.get_hosts().iter().enumerate() {
            formatter.write_str(if index == 0 { "" } else { "," })?;
            match host {
                Host::Tcp(name) => formatter.write_str(name)?,
                #[cfg(unix)]
                Host::Unix(path) => write!(formatter, "{}", path.display())?,
            }
            let ports = config.get_ports();
            if let Some(port) = ports.get(index).or_else(|| ports.first()) {
                write!(formatter, ":{port}")?;
            }
        }
        write!(formatter, "/{}", config.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let url: DatabaseUrl = text.parse().unwrap();
        format!("{url} {url:?}")
    }

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://ada:s3cret@db.example:5433/work",
            "postgresql://ada@db.example:5433/work?password=s3cret&application_name=x",
        ] {
            let shown = shown(text);
            assert!(shown.contains("postgres://ada:***@db.example:5433/work"), "{shown}");
            assert!(!shown.contains("s3cret"), "{shown}");
        }
        let error = DatabaseUrl::from_str("postgres://ada:s3cret@db:port/x").err().unwrap();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }

    #[test]
    fn what_is_no_url_is_a_file() {
        for text in ["a/b.db", "sqlite:a/b.db", "sqlite://a/b.db"] {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().path(), Some(Utf8Path::new("a/b.db")), "{text}");
        }
        assert!(
            matches!(DatabaseUrl::from_str("mysql://x/y"), Err(DatabaseUrlError::Scheme(scheme)) if scheme == "mysql")
        );
        assert!(matches!(DatabaseUrl::from_str(""), Err(DatabaseUrlError::Empty)));
        assert!(matches!(DatabaseUrl::from_str("postgres://h/d?sslmode=require"), Err(DatabaseUrlError::Tls)));
    }
}
