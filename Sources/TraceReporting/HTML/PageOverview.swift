internal import Foundation
internal import ReportLibrary
internal import TraceStore

/// What was traced, in numbers: the top of the page.
struct PageOverview {
    /// The program's name without its folder.
    let name: String
    let duration: Int64
    let tasks: Int64
    let steps: Int64
    let callbacks: Int64
    private let program: [(String, PageValue)]
    private let totals: [(String, PageValue)]
    private let facts: [PageValue]
    private let runTime: Int64
    private let coverage: DetailCoverage

    init(_ digest: TraceDigest) throws {
        let trace = digest.trace
        coverage = try DetailCoverage(trace)
        let sums = try digest.tasks
        let waits = try trace.rows(ReportLibrary.sql("page/wait_reasons")) { row in
            PageValue.object([
                ("reason", .optional(row.text("reason"))), ("total_ns", .optional(row.integer("total_ns"))),
            ])
        }
        let rows = try trace.rows(ReportLibrary.sql("report/trace")) { row in Row(row) }
        let row = rows.first ?? Row()
        name = row.program.split(separator: "/").last.map(String.init) ?? "trace"
        duration = try digest.duration
        tasks = coverage.totals?.tasks ?? sums.tasks
        steps = coverage.totals?.steps ?? sums.steps
        callbacks = row.callbacks
        runTime = sums.run
        program = [
            ("name", .text(name)), ("pid", .optional(row.pid)),
            ("state", .text(try TraceFile.state(of: trace.database))),
            ("started", .optional(Self.clock(row.startedAt))), ("threads", .integer(row.threads)),
        ]
        totals = [
            ("tasks", .integer(tasks)), ("steps", .integer(steps)), ("alive", .integer(sums.alive)),
            ("threw", .integer(coverage.totals?.failed ?? sums.failed)),
            ("cancelled", .integer(coverage.totals?.cancelled ?? sums.cancelled)),
            ("run_ns", .integer(runTime)), ("ready_ns", .integer(sums.ready)),
            ("waits", .list(waits)),
        ]
        facts = try trace.rows(ReportLibrary.sql("page/facts")) { row in
            .list([.text(row.text("key") ?? ""), .text(row.text("value") ?? "")])
        }
    }

    func members() -> [(String, PageValue)] {
        [
            ("format", .integer(1)), ("duration_ns", .integer(duration)), ("program", .object(program)),
            ("totals", .object(totals)), ("facts", .list(facts)),
        ]
    }

    /// A sentence for each part of the trace that is not on the page.
    func leftOut(of timeline: PageTimeline) -> [String] {
        var sentences = coverage.sentence.map { [$0] } ?? []
        if timeline.taskCount < tasks {
            sentences.append(
                "The timeline has \(timeline.taskCount.formatted()) of \(tasks.formatted()) tasks: first those that threw, were cancelled or had not ended, then those that took longest."
            )
        }
        if Int64(timeline.stepCount) < steps {
            let share = runTime > 0 ? 100 * Double(timeline.shownRun) / Double(runTime) : 100
            sentences.append(
                "The timeline has \(timeline.stepCount.formatted()) of \(steps.formatted()) steps one by one: all of \(Self.windows(timeline)), of tasks that threw, were cancelled or had not ended as many as there is room for, and the longest. They hold \(Self.percent(share)) of the time that tasks ran."
            )
            sentences.append(
                "Everywhere else it shows sums: of a task those of its life, and of names, threads, objects and tasks of many steps those of each part of the trace. What is a sum is hatched, and the pointer says so."
            )
        }
        if Int64(timeline.callbackCount) < callbacks {
            sentences.append(
                "The timeline has \(timeline.callbackCount.formatted()) of \(callbacks.formatted()) callbacks of event loops and futures: the longest."
            )
        }
        return sentences
    }

    private static func windows(_ timeline: PageTimeline) -> String {
        let length = timeline.windows.reduce(0 as Int64) { $0.clampedAdding($1.to - $1.from) }
        let share = 100 * Double(length) / Double(max(timeline.slots.duration, 1))
        let count = timeline.windows.count
        return
            "\(count.formatted()) exact \(count == 1 ? "window" : "windows") (\(percent(share)) of the time)"
    }

    private static func percent(_ share: Double) -> String {
        "\(share.formatted(.number.precision(.fractionLength(1)))) %"
    }

    private static func clock(_ nanoseconds: Int64?) -> String? {
        guard let nanoseconds else { return nil }
        let date = Date(timeIntervalSince1970: Double(nanoseconds) / 1e9)
        return date.formatted(.iso8601.dateTimeSeparator(.space)).replacing("Z", with: " UTC")
    }

    /// The one row of the view `trace`.
    private struct Row {
        var program = ""
        var pid: Int64?
        var startedAt: Int64?
        var callbacks: Int64 = 0
        var threads: Int64 = 0

        init() {}

        init(_ row: TraceReader.Row) {
            func number(_ column: String) -> Int64 { row.integer(column) ?? 0 }
            program = row.text("program") ?? ""
            pid = row.integer("pid")
            startedAt = row.integer("started_at_ns")
            callbacks = number("callbacks")
            threads = number("threads")
        }
    }
}
