internal import TraceModel

extension TestTrace {
    /// Two and a half seconds of a shop in which most things go wrong once.
    ///
    /// `main` starts three workers that take orders from a queue; one of them blocks its thread, so that
    /// the refund waits for one; a report is cancelled and goes on for long; an import throws.
    package func fillAsShop() throws {
        let main = try site("static Shop.App.main() async throws -> ()", "Shop/App.swift", 12)
        let work = try site(
            "Shop.Worker.run(orders: TaskTracing.TracedQueue<Shop.Order>) async throws -> Swift.Int",
            "Shop/Worker.swift", 31)
        let take = try site("Shop.Worker.run(orders:)", "Shop/Worker.swift", 34)
        let hash = try site(
            "Shop.Checkout.verifyPaymentSignature(of: Shop.Order, against: Shop.KeyRing) throws -> Swift.Bool",
            "Shop/Payments/Checkout+Signatures.swift", 118)
        let report = try site(
            "closure #1 @Sendable () async -> () in Shop.App.report()", "Shop/Report.swift", 8)
        let load = try site("Shop.Importer.load(_:)", "Shop/Importer.swift", 77)

        try object(100, .queue, "orders", site: main)
        try object(101, .event, "ready", site: main)

        try task(1, "main", kind: .preexisting, runs: main, created: nil)
        try step(1, from: 0, to: ms(2))
        try step(1, from: ms(500), to: ms(501), waited: ms(498), for: .sleep, at: main)
        try open(1, .waiting, since: ms(501), reason: .task, on: 2, at: main)

        for worker in 2...4 {
            let id = Int64(worker)
            try task(
                id, "worker-\(worker - 1)", kind: .child, parent: 1, runs: work, createdAt: main,
                created: ms(1), ended: worker == 4 ? nil : ms(2400) + id)
            try step(id, from: ms(2) + id, to: ms(4) + id, ready: ms(1))
        }
        for item in 1...40 {
            let at = ms(10 + 50 * Double(item))
            let worker = Int64(2 + item % 3)
            try queue(100, .put, at: at, depth: 1, item: item, task: 1, site: main)
            try queue(100, .get, at: at + ms(2), depth: 0, item: item, dwell: ms(2), task: worker, site: take)
        }
        // worker-1 holds its thread for a second.
        try step(
            2, from: ms(603), to: ms(1703), ready: ms(1), waited: ms(590), for: .queueGet, on: 100, at: take,
            wokenBy: 1)
        try slow(
            at: ms(1703), took: ms(1100), threshold: ms(100), task: 2, site: hash,
            message: "Executing <Task worker-1> took 1.100 seconds")
        try step(2, from: ms(2390), to: ms(2400), waited: ms(687), for: .queueGet, on: 100, at: take)
        try step(
            3, from: ms(700), to: ms(710), waited: ms(690), for: .queueGet, on: 100, at: take, wokenBy: 1)
        try step(3, from: ms(2395), to: ms(2400) + 1, waited: ms(1685), for: .queueGet, on: 100, at: take)
        try open(4, .waiting, since: ms(4), reason: .queueGet, on: 100, at: take)

        try task(5, "refund", parent: 1, runs: load, createdAt: main, created: ms(650), ended: ms(1720))
        try step(5, from: ms(1704), to: ms(1720), ready: ms(1054))

        try task(6, runs: report, createdAt: main, created: ms(700), ended: ms(2000), outcome: .cancelled)
        try step(6, from: ms(701), to: ms(790), ready: ms(1))
        try step(
            6, from: ms(1800), to: ms(2000) - 2, ready: ms(5), waited: ms(1005), for: .event, on: 101,
            at: report)
        try cancel(6, at: ms(900), by: 1, site: main, delivered: ms(1800), ended: ms(2000))

        try task(
            7, "import", parent: 1, runs: load, createdAt: main, created: ms(720), ended: ms(760),
            outcome: .threw)
        try step(7, from: ms(721), to: ms(730), thread: 2, ready: ms(1))
        try step(7, from: ms(750), to: ms(760) - 3, thread: 2, waited: ms(20), for: .yield, at: load)
        try mark(.eventSet, at: ms(1795), task: 1, object: 101, value: 1)
        try mark(
            .neverRetrieved, at: ms(800), task: 7, site: load,
            text: "Task exception was never retrieved: ImportError.line(3)")
        try callback(.doneCallback, from: ms(762), to: ms(763), task: 7, object: 101, site: main)
    }
}
