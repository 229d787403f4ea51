import Testing
import TraceFixtures
import TraceModel

@Suite struct EventsViewTests {
    @Test("Every happening of a trace is one event, in the words of the trace.")
    func all() throws {
        let trace = try TestTrace()
        try trace.object(7, .queue, "orders", created: 1)
        try trace.object(8, .event, "go", created: 2, ended: 99)
        try trace.task(1, "consumer", created: 10, ended: 80, outcome: .cancelled)
        try trace.step(1, from: 12, to: 15, ready: 2)
        try trace.step(1, from: 30, to: 35, ready: 5, waited: 10, for: .queueGet, on: 7, wokenBy: 2)
        try trace.queue(7, .put, at: 24, depth: 1, item: 1, task: 2)
        try trace.queue(7, .get, at: 31, depth: 0, item: 1, dwell: 7, task: 1)
        try trace.task(2, kind: .child, parent: 1, created: 11)
        try trace.open(2, .waiting, since: 40, reason: .task, on: 1)
        try trace.mark(.eventSet, at: 50, object: 8, value: 2)
        try trace.mark(.mark, at: 51, task: 1, text: "half way")
        try trace.cancel(1, at: 60, by: 2)
        try trace.callback(.timer, from: 61, to: 63)
        try trace.slow(at: 63, took: 2, threshold: 1, task: nil, site: nil, message: "slow")
        #expect(
            try trace.lines(
                "SELECT at, kind, task, task_name, thread, object, object_name, detail FROM events ORDER BY at, kind"
            ) == """
                1|object_create|-|-|-|7|orders|queue
                2|object_create|-|-|-|8|go|event
                10|task_create|1|consumer|-|-|-|unstructured
                11|task_create|2|-|-|-|-|child
                12|task_start|1|consumer|1|-|-|-
                15|suspend|1|consumer|-|7|orders|queue_get
                24|queue_put|2|-|1|7|orders|depth 1
                25|wake|1|consumer|2|7|orders|by task 2
                30|resume|1|consumer|1|7|orders|queue_get
                31|queue_get|1|consumer|1|7|orders|depth 0
                40|suspend|2|-|-|1|consumer|task
                50|event_set|-|-|1|8|go|2
                51|mark|1|consumer|1|-|-|half way
                60|cancel|1|consumer|1|-|-|direct, by task 2
                61|callback|-|-|1|-|-|timer
                61|slow_callback|-|-|1|-|-|slow
                80|task_end|1|consumer|-|-|-|cancelled
                99|object_end|-|-|-|8|go|event
                """)
    }
}
