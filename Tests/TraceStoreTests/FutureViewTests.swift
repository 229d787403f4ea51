import Testing
import TraceFixtures
import TraceModel
import TraceStore

/// What the view of the futures shows of a trace made by hand.
@Suite struct FutureViewTests {
    @Test("A future shows who made it, who made it done, and who heard of it.")
    func futures() throws {
        let trace = try TestTrace()
        let made = try trace.site("main()", "App/Main.swift", 3)
        let set = try trace.site("answer()", "App/Answer.swift", 8)
        try trace.task(1, "asker", created: 0)
        try trace.task(2, "answerer", created: 0)
        try trace.object(7, .future, "answer", site: made, created: 100)
        try trace.mark(.futureResolve, at: 400, task: 2, object: 7, site: set, value: 2, detail: 0)
        // Cancelled before, woken by the end, and for something else.
        try trace.step(1, from: 300, to: 310, ready: 10, waited: 100, for: .future, on: 7)
        try trace.step(1, from: 420, to: 430, ready: 10, waited: 90, for: .future, on: 7)
        try trace.step(1, from: 450, to: 460, ready: 10, waited: 10, for: .event, on: 7)
        try trace.callback(.doneCallback, from: 470, to: 480, object: 7)
        try trace.callback(.doneCallback, from: 490, to: 520, object: 7)
        #expect(
            try trace.lines("SELECT * FROM futures") == """
                7|answer|100|main()|App/Main.swift|3|400|result|2|answerer|300|2|1|90|answer()|App/Answer.swift|8
                """)
    }

    @Test("A future and a wait tell the tasks and the futures that end them.")
    func sources() throws {
        let trace = try TestTrace()
        try trace.task(1, "worker", created: 0)
        try trace.object(7, .future, "one", created: 100)
        try trace.object(8, .wait, "wait", created: 110)
        try trace.mark(.futureSource, at: 120, task: nil, object: 8, value: 7)
        try trace.mark(.futureTask, at: 130, task: 1, object: 7)
        #expect(
            try trace.lines("SELECT * FROM future_sources ORDER BY at") == """
                120|8|wait|-|-|7|one
                130|7|one|1|worker|-|-
                """)
    }

    @Test("A future tells an error, a cancellation, and that it is pending, from a result.")
    func outcomes() throws {
        let trace = try TestTrace()
        for id in 1...3 { try trace.object(Int64(id), .future, created: 0) }
        try trace.object(4, .event)
        try trace.mark(.futureResolve, at: 10, object: 1, value: 0, detail: 1)
        try trace.mark(.futureCancel, at: 20, object: 2, value: 0)
        #expect(
            try trace.lines(
                "SELECT future, done, outcome, by_task, callbacks, waiters_woken, callback_latency_ns FROM futures"
            )
                == """
                1|10|error|-|0|0|-
                2|20|cancelled|-|0|0|-
                3|-|pending|-|0|0|-
                """)
    }
}
