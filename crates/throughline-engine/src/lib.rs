//! Plan, dispatch, execute, record: the engine owns the state of runs.
