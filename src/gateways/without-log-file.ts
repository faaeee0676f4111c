/**
 * The core library's logger runs a worker thread that holds up the exit of every command, by a second on a small
 * machine. Importing this module before the library keeps the worker from starting; who wants the log file sets the
 * variable to `false`.
 */
process.env['SF_DISABLE_LOG_FILE'] ??= 'true';
