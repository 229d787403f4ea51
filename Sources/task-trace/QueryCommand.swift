internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Asks the trace in SQL. Nothing can be changed.",
        discussion: """
            Example: task-trace query trace.sqlite "SELECT * FROM tasks ORDER BY duration_ns DESC LIMIT 5"

            Views: trace, tasks, task_latency, task_states, steps, callbacks, slow_callbacks, intended_blocking, awaits, \
            waits_by_site, cancellations, cancellation_ledger, objects, object_ledger, queues, \
            queue_operations, futures, future_sources, locks, lock_holdings, wake_ups, timeouts, \
            marks, events, processes, threads, \
            sites, stacks, modules, losses, runtimes, runtime_checks, capture_limits. Times are \
            nanoseconds since the start of the trace. What a view's columns are is said in the view itself: \
            SELECT sql FROM sqlite_schema WHERE name = 'tasks'.
            """)

    @OptionGroup var argument: TraceArgument
    @Argument(help: "One SELECT.") var sql: String
    @Option(help: "How the rows are written.") var format: RowFormat = .table
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let trace = try argument.open()
        trace.database.allowOnlyQueries()
        trace.runsForeignQueries = true
        do {
            let statement = try trace.database.prepare(sql)
            guard statement.rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
                throw InputError("There is more than one statement: give them one at a time.")
            }
            let table = try QueryTable(sql, in: trace)
            try Output.print(format.render(table, style: styleOptions.style))
        } catch let error as SQLiteError {
            if error.isCorruption || error.isInputOutput { throw TraceFile.describe(error, argument.trace) }
            guard !error.isForbidden else { throw InputError("Only reading is allowed: give a SELECT.") }
            throw InputError(
                "The query failed (\(error.message)): 'task-trace query --help' lists the views.")
        }
    }
}
