internal import TraceModel
internal import TraceStore

extension TestTrace {
    /// The shop, with what its questions need beside: a lock that two workers want, a future, quick checks, and a loss.
    package func fillForCookbook() throws {
        try fillAsShop()
        let hold = try site("Shop.Ledger.book(_:)", "Shop/Ledger.swift", 52)
        let check = try site("Shop.Pricing.check(_:)", "Shop/Pricing.swift", 19)
        try object(102, .lock, "ledger", site: hold)
        try object(103, .future, "receipt", site: hold, created: ms(100))
        for index in 1...20 {
            let id = Int64(10 + index)
            let created = ms(1800 + 20 * Double(index))
            let length = ms(2 + 0.8 * Double(index))
            try task(
                id, "price check", kind: .groupChild, parent: 3, runs: check, createdAt: hold,
                created: created,
                ended: created + length + 1)
            try step(id, from: created + ms(1), to: created + length, thread: 2, ready: ms(1))
        }
        // worker-2 has the lock from 801 to 1100 ms, and worker-3 waits for it.
        try mark(.lockAcquire, at: ms(801), task: 3, object: 102, site: hold, value: 1)
        try mark(.lockRelease, at: ms(1100), task: 3, object: 102, site: hold, value: 1)
        try step(
            4, from: ms(850) + 5, to: ms(860) + 5, thread: 2, waited: ms(846), for: .queueGet, on: 100,
            at: hold,
            wokenBy: 1)
        try step(
            4, from: ms(1100) + 40, to: ms(1102), thread: 2, waited: ms(240), for: .lock, on: 102, at: hold,
            wokenBy: 3)
        try mark(.lockAcquire, at: ms(1100) + 50, task: 4, object: 102, site: hold, value: 2)
        try mark(.lockRelease, at: ms(1101), task: 4, object: 102, site: hold, value: 2)
        try mark(.futureResolve, at: ms(1102), task: 4, object: 103, site: hold)
        // All that wakes or puts is done on the first thread.
        try database.execute("UPDATE step SET waker_thread = 1 WHERE waker IS NOT NULL")
        try database.execute("UPDATE open_task SET since = \(ms(1102)) WHERE task = 4")
        try lost(250, .segmentsFull, from: ms(1200), to: ms(1210))
    }
}
