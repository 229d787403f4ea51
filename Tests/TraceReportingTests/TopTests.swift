import Glibc
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

@Suite struct TopTests {
    /// Ten seconds of which the last is looked at: from 9 s on.
    private static func trace() throws -> TestTrace {
        let trace = try TestTrace()
        let run = try trace.site("App.work() async -> ()", "App/Work.swift", 7)
        try trace.object(100, .queue, "orders")
        for (id, name) in [(1, "worker"), (2, "worker"), (3, "main"), (4, "old"), (5, "new")] {
            try trace.task(
                Int64(id), name, parent: id == 3 ? nil : 3, runs: run, created: 0,
                ended: id == 4 ? ms(5000) : id == 5 ? ms(9500) : nil)
        }
        // Began before the window, and ran on into it.
        try trace.step(1, from: ms(8500), to: ms(9250), ready: ms(100))
        try trace.step(1, from: ms(9500), to: ms(9600), ready: ms(50), waited: ms(200), for: .sleep)
        try trace.open(1, .waiting, since: ms(9600), reason: .queueGet, on: 100, at: run)
        try trace.open(2, .running, since: ms(9000), at: run, waited: ms(400), ready: ms(200))
        try trace.open(3, .waiting, since: ms(100), reason: .task, on: 1, at: run)
        try trace.step(4, from: 0, to: ms(5000))
        try trace.step(5, from: ms(9400), to: ms(9500))
        try trace.queue(100, .put, at: ms(9100), depth: 3, item: 1, task: 3)
        try trace.insert(
            "queue_total",
            [
                "queue": 100, "puts": 9, "gets": 6, "first": 0, "last": ms(9100), "depth": 3, "max_depth": 3,
                "measured": 0, "dwell_ns": 0, "max_dwell_ns": 0, "depth_time": 0,
            ])
        try trace.mark(.mark, at: ms(10_000))
        return trace
    }

    private static func sample(_ trace: TestTrace, wallClock: Int64 = 0) throws -> TopSample {
        try TopSampler(TraceReader(path: trace.path), window: ms(1000)).sample(wallClock: wallClock)
    }

    @Test("Of the time since a second ago each task has what it spent, cut where the second begins.")
    func shares() throws {
        let sample = try Self.sample(Self.trace())
        #expect(sample.at == ms(10_000) && sample.window == ms(1000))
        let tasks = Dictionary(uniqueKeysWithValues: sample.tasks.map { ($0.id, $0) })
        #expect(Set(tasks.keys) == [1, 2, 3, 5], "what had ended before is gone")
        // 9.0–9.25 running, –9.45 waiting, –9.5 ready, –9.6 running, then waiting.
        #expect(tasks[1]?.shares.run == ms(350) && tasks[1]?.shares.ready == ms(50))
        #expect(tasks[1]?.shares.wait == ms(600) && tasks[1]?.shares.steps == 2)
        #expect(tasks[1]?.target == "queue_get queue orders" && tasks[1]?.place == "App.work() Work.swift:7")
        #expect(tasks[2]?.shares.run == ms(1000) && tasks[2]?.shares.wait == 0 && tasks[2]?.state == .running)
        #expect(tasks[3]?.shares.wait == ms(1000) && tasks[3]?.target == "task 1")
        #expect(tasks[5]?.state == .ended && tasks[5]?.shares.run == ms(100))
        #expect(sample.queues.map { "\($0.name) \($0.depth) \($0.puts) \($0.gets)" } == ["orders 3 1 0"])
    }

    @Test("Of a program that does nothing the second goes on; that of a closed trace does not.")
    func idle() throws {
        let trace = try Self.trace()
        let later = 1_700_000_000_000_000_000 + ms(60_000)
        #expect(try Self.sample(trace, wallClock: later).at == ms(10_000))
        // Of this process, which lives.
        try trace.database.execute(
            """
            UPDATE process SET pid = \(getpid()), boot_ticks = \(try #require(TraceFile.bootTicks(of: getpid())));
            UPDATE meta SET value = 'live' WHERE key = 'state'
            """)
        let sample = try Self.sample(trace, wallClock: later)
        #expect(sample.state == "live" && sample.at == ms(58_000))
        let shares = sample.tasks.first { $0.id == 1 }?.shares
        #expect(shares?.wait == ms(1000) && shares?.run == 0 && shares?.steps == 0)
    }

    @Test("A table by name, with what was lost on top, then the states, the queues and the busiest.")
    func text() throws {
        let trace = try Self.trace()
        try trace.lost(12_345, .segmentsFull, from: 0, to: 10)
        let screen = TopScreen(try Self.sample(trace), style: .plain)
        #expect(
            screen.text(TopMachine()).joined(separator: "\n") == """
                12,345 records lost: segments_full
                shop, process 4711, closed, at 10.0 s
                tasks   1 running, 2 waiting, 1 just ended
                queues  orders 3 (+1 −0/s)

                  name    tasks  run %↓  ready %  wait %  steps/s  running  waiting
                  worker      2     135      5.0      60        2        1        1
                  new         1      10        0       0        1        0        0
                  main        1       0        0     100        0        0        1
                """)
        let tasks = screen.text(TopMachine(page: .tasks("worker"), order: TopOrder(column: .steps)))
        #expect(
            tasks.suffix(3).joined(separator: "\n") == """
                  task  name    state    run %  ready %  wait %  steps/s↓     for  waits for
                     1  worker  waiting     35      5.0      60         2  400 ms  queue_…orders
                     2  worker  running    100        0       0         0  1.00 s
                """)
        #expect(screen.json(TopMachine()).text().contains(#""rows":[{"name":"worker","tasks":2,"running":1"#))
    }

    @Test("A task in full tells what it waits for, what that waits for, and where that is a circle.")
    func detail() throws {
        let trace = try Self.trace()
        let sampler = try TopSampler(TraceReader(path: trace.path), window: ms(1000))
        let sample = try sampler.sample(wallClock: 0)
        let main = try #require(try sampler.detail(of: 3, sample: sample))
        #expect(main.lines.contains("state    waiting for 9.90 s"))
        #expect(
            main.lines.suffix(4) == [
                "", "waits for", "  task 1 worker, waiting for 400 ms", "    queue_get queue orders",
            ])
        let worker = try #require(try sampler.detail(of: 1, sample: sample))
        #expect(worker.lines.contains("  3 main") && worker.lines.contains("awaited by"))
        #expect(worker.lines.last == "  750 ms ago: ran 750 ms")
        #expect(try sampler.detail(of: 99, sample: sample) == nil)

        try trace.database.execute("UPDATE open_task SET reason = 1, object = 3 WHERE task = 1")
        let circle = try #require(try sampler.detail(of: 3, sample: sample))
        #expect(circle.lines.contains("    which stands above: a circle"))
    }

    @Test("Keys are told apart: letters, arrows, an escape alone, and sequences that mean nothing here.")
    func keys() {
        #expect(
            TopKey.keys(in: Array("q\u{1B}[A\u{1B}OB\r\t".utf8)) == [
                .character("q"), .up, .down, .enter, .tab,
            ])
        #expect(TopKey.keys(in: [0x1b]) == [.escape])
        #expect(TopKey.keys(in: [0x1b, 0x5b]) == [.escape])
        #expect(
            TopKey.keys(in: Array("\u{1B}[5~\u{1B}[6~\u{1B}[1;5C\u{7F}".utf8)) == [
                .pageUp, .pageDown, .character("\0"), .backspace,
            ])
        #expect(TopKey.keys(in: Array("é任\u{3}".utf8)) == [.character("é"), .character("任"), .interrupt])
        #expect(TopKey.keys(in: [0xff, 0xc3]).count == 2, "broken text is no crash")
    }

    @Test("The bar stays with its row where the order changes, and a page back it is on what was opened.")
    func bar() throws {
        let sample = try Self.sample(Self.trace())
        var machine = TopMachine()
        #expect(machine.rows(sample).map(\.name) == ["worker", "new", "main"])
        #expect(machine.press(.down, sample, height: 10) == .draw)
        #expect(machine.visible(10, of: machine.rows(sample)).bar == 1)
        #expect(machine.press(.character("w"), sample, height: 10) == .draw)
        #expect(machine.rows(sample).map(\.name) == ["main", "worker", "new"])
        #expect(machine.visible(10, of: machine.rows(sample)).bar == 2, "still on 'new'")
        // Two lines only: what the bar is on is one of them.
        #expect(machine.visible(2, of: machine.rows(sample)) == (1, 1))

        #expect(machine.press(.up, sample, height: 10) == .draw)
        #expect(machine.press(.enter, sample, height: 10) == .read)
        #expect(machine.page == .tasks("worker") && machine.rows(sample).map { $0.task?.id } == [1, 2])
        #expect(machine.press(.end, sample, height: 10) == .draw)
        #expect(machine.press(.enter, sample, height: 10) == .read)
        #expect(machine.page == .task(2) && machine.rows(sample).isEmpty)
        #expect(machine.press(.character("w"), sample, height: 10) == .nothing, "there is nothing to sort")
        #expect(machine.press(.escape, sample, height: 10) == .draw)
        #expect(machine.visible(10, of: machine.rows(sample)).bar == 1)
        #expect(machine.press(.escape, sample, height: 10) == .draw)
        #expect(machine.visible(10, of: machine.rows(sample)).bar == 1)
        #expect(machine.press(.escape, sample, height: 10) == .nothing)
        #expect(machine.press(.tab, sample, height: 10) == .draw)
        #expect(machine.page == .tasks(nil) && machine.rows(sample).count == 4)
    }

    @Test("The same sort again is reversed; a filter is kept by enter, and given up by escape.")
    func filter() throws {
        let sample = try Self.sample(Self.trace())
        var machine = TopMachine()
        _ = machine.press(.character("n"), sample, height: 10)
        #expect(machine.rows(sample).map(\.name) == ["main", "new", "worker"])
        _ = machine.press(.character("n"), sample, height: 10)
        #expect(machine.rows(sample).map(\.name) == ["worker", "new", "main"])
        for key in TopKey.keys(in: Array("/Wox\u{7F}".utf8)) {
            #expect(machine.press(key, sample, height: 10) == .draw)
        }
        #expect(machine.rows(sample).map(\.name) == ["worker"] && machine.isTyping)
        #expect(machine.press(.enter, sample, height: 10) == .draw)
        // Letters are keys again.
        #expect(machine.press(.character("q"), sample, height: 10) == .quit)
        for key in TopKey.keys(in: Array("/zzz".utf8)) { _ = machine.press(key, sample, height: 10) }
        #expect(machine.rows(sample).isEmpty)
        _ = machine.press(.escape, sample, height: 10)
        #expect(machine.rows(sample).map(\.name) == ["worker"] && machine.order.filter == "Wo")
        #expect(machine.press(.interrupt, sample, height: 10) == .quit)
    }

    @Test(
        "A screen has the lines of the terminal and no more, however small that is.",
        arguments: [1, 2, 5, 12, 24, 60])
    func sizes(_ height: Int) throws {
        let trace = try TestTrace()
        for task in 1...100 {
            try trace.task(Int64(task), "\u{1B}[31m任\(task)" + String(repeating: "x", count: 300), created: 0)
            try trace.open(Int64(task), .waiting, since: 1, reason: .lock)
        }
        let sampler = try TopSampler(TraceReader(path: trace.path), window: ms(1000))
        let sample = try sampler.sample(wallClock: 0)
        for keys in ["", "\t", "\t\r", "h", "/x", "\u{1B}[F"] {
            var machine = TopMachine()
            for key in TopKey.keys(in: Array(keys.utf8)) { _ = machine.press(key, sample, height: height) }
            var detail: TopDetail?
            if case .task(let id) = machine.page { detail = try sampler.detail(of: id, sample: sample) }
            let lines = TopScreen(sample, style: .plain).lines(&machine, detail: detail, height: height)
            #expect(lines.count <= height && !lines.isEmpty)
            #expect(lines.filter { DisplayText.width($0) > 80 || $0.contains("\u{1B}") } == [])
        }
    }

    @Test("Numbers beyond all times do not end it.")
    func extremes() throws {
        let trace = try TestTrace()
        try trace.task(1, "a", created: .min, ended: nil)
        try trace.insert(
            "step", ["ended": Int64.max, "run_ns": 1, "task": 1, "thread": 1, "ready_ns": 0, "wait_ns": 0])
        try trace.insert(
            "open_task",
            [
                "task": 1, "state": 3, "since": Int64.min, "wait_ns": Int64.max, "ready_ns": Int64.min,
                "reason": Int64.max, "object": Int64.min,
            ])
        let sampler = try TopSampler(TraceReader(path: trace.path), window: .max)
        let sample = try sampler.sample(wallClock: .max)
        _ = TopScreen(sample, style: .plain).text(TopMachine())
        _ = try sampler.detail(of: 1, sample: sample)
    }
}
