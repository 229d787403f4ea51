internal import TraceModel
internal import TraceStore

/// What the collector knows of traced objects: their rows, the items in queues, the callbacks that run.
struct ObjectLedger {
    struct Object {
        var kind: Int64
        var name: Int64?
        var site: Int64?
        var created: Int64?
    }

    struct CallbackKey: Hashable {
        var thread: Int64
        var handle: UInt64
    }

    struct OpenCallback {
        var started: Int64
        var kind: Int64
        var object: Int64
        var site: Int64?
        var isStored = false
    }

    let writer: TraceWriter
    var objects: [UInt32: Object] = [:]
    /// When the items were put that lie in a queue, by queue and item.
    var itemsPut: [UInt32: [UInt32: Int64]] = [:]
    /// Actors and executors by their address, with the row of the type's name. Once one is gone, another one of its type
    /// may have the same. The trace knows those that were forgotten.
    var executors: [UInt64: (number: UInt32, type: Int64?)] = [:]
    var executorsSeen = 0
    private var findExecutor: Statement?
    var openCallbacks: [CallbackKey: OpenCallback] = [:]

    /// Callbacks that have begun since the last commit.
    private var begunCallbacks: [CallbackKey] = []

    init(_ writer: TraceWriter) { self.writer = writer }

    func id(_ object: UInt32) -> Int64? {
        object == 0 ? nil : writer.identifierOffset + Int64(object)
    }

    mutating func created(
        _ number: UInt32, kind: UInt8, name: String?, site: Int64?, at time: Int64, into rows: inout TraceRows
    ) throws {
        let object = Object(kind: Int64(kind), name: try name.map(writer.string), site: site, created: time)
        objects[number] = object
        write(number, object, ended: nil, into: &rows)
    }

    /// Its row is kept if it was made before `keptUntil`.
    mutating func ended(
        _ number: UInt32, at time: Int64, keptUntil: Int64 = .max, into rows: inout TraceRows
    ) {
        itemsPut[number] = nil
        guard let object = objects.removeValue(forKey: number) else { return }
        guard object.created ?? .min < keptUntil else {
            rows.droppedObjects.append([writer.identifierOffset + Int64(number)])
            return rows.totals.drop(.object)
        }
        write(number, object, ended: time, into: &rows)
    }

    /// The row of an actor or executor that a task hops to.
    ///
    /// `told` is what the program said of it: always at the first hop, and now and then again.
    mutating func executor(
        _ address: UInt64, told: (isActor: Bool, type: String?)?, into rows: inout TraceRows
    ) throws -> Int64? {
        let toldType = try told?.type.map(writer.string)
        if let known = try knownExecutor(address), told == nil || toldType == known.type {
            return id(known.number)
        }
        // Objects of the program count from 1: these come from the other half.
        let number = 0x8000_0000 | UInt32(executorsSeen & 0x7fff_ffff)
        executorsSeen += 1
        executors[address] = (number, toldType)
        writer.after(
            "INSERT OR REPLACE INTO executor_address(process, address, object) VALUES (?1, ?2, ?3)",
            .integer(writer.process), .integer(Int64(bitPattern: address)),
            .integer(writer.identifierOffset + Int64(number)))
        let kind: ObjectKind = told?.isActor == true ? .actor : .executor
        let name = address == 0 ? try writer.string("global executor") : toldType
        write(number, Object(kind: Int64(kind.rawValue), name: name), ended: nil, into: &rows)
        return id(number)
    }

    private mutating func knownExecutor(_ address: UInt64) throws -> (number: UInt32, type: Int64?)? {
        if let known = executors[address] { return known }
        guard let findExecutor else { return nil }
        defer { findExecutor.reset() }
        try findExecutor.bind(writer.process, at: 1)
        try findExecutor.bind(Int64(bitPattern: address), at: 2)
        guard try findExecutor.step(), let row = findExecutor.integer(at: 0) else { return nil }
        // Nobody tells a type of the global one, which has a name of ours.
        let stored = (UInt32(truncatingIfNeeded: row), address == 0 ? nil : findExecutor.integer(at: 1))
        executors[address] = stored
        return stored
    }

    /// After a commit: a program that makes actors for ever has them at ever new addresses.
    mutating func forgetExecutors(keepingAtMost most: Int = 8192) {
        guard executors.count > most else { return }
        findExecutor =
            findExecutor
            ?? (try? writer.database.prepare(
                """
                SELECT e.object, o.name FROM executor_address e LEFT JOIN object o ON o.id = e.object
                WHERE e.process = ?1 AND e.address = ?2
                """))
        if findExecutor != nil { executors.removeAll(keepingCapacity: true) }
    }

    private func write(_ number: UInt32, _ object: Object, ended: Int64?, into rows: inout TraceRows) {
        rows.objects.append(
            [
                writer.identifierOffset + Int64(number), object.kind, object.name ?? RowBatch.null,
                object.site ?? RowBatch.null, object.created ?? RowBatch.null, ended ?? RowBatch.null,
            ])
    }

    /// How long the item had been in the queue; nil for an item that was put before tracing began.
    ///
    /// `time` is the key of the operation's row, so that a restored ledger counts the same.
    mutating func moved(_ operation: QueueOperation, queue: UInt32, item: UInt32, at time: Int64) -> Int64? {
        switch operation {
        case .put:
            itemsPut[queue, default: [:]][item] = time
            return nil
        case .get:
            return itemsPut[queue]?.removeValue(forKey: item).map { max(0, time &- $0) }
        }
    }

    mutating func callbackBegan(
        _ handle: UInt64, kind: UInt8, object: Int64?, site: Int64?, thread: Int64, at time: Int64
    ) {
        let key = CallbackKey(thread: thread, handle: handle)
        begunCallbacks.append(key)
        openCallbacks[key] = OpenCallback(
            started: time, kind: Int64(kind), object: object ?? RowBatch.null, site: site)
    }

    /// - Returns: the key of its row, or the time if that is not kept; nil if it has not begun.
    mutating func callbackEnded(
        _ handle: UInt64, task: Int64?, thread: Int64, at time: Int64, isKept: Bool = true,
        into rows: inout TraceRows
    ) -> Int64? {
        guard let open = openCallbacks.removeValue(forKey: CallbackKey(thread: thread, handle: handle)) else {
            return nil
        }
        guard isKept else {
            rows.totals.drop(.callback)
            return time
        }
        if open.isStored { rows.endedCallbacks.append([thread, Int64(bitPattern: handle)]) }
        let key = rows.callbacks.uniqueKey(time)
        rows.callbacks.append(
            key,
            [
                time &- open.started, open.kind, task ?? RowBatch.null, thread, open.object,
                open.site ?? RowBatch.null,
            ])
        return key
    }

    /// Rows for the callbacks that run at a commit, for a ledger that goes on from there.
    mutating func describeCallbacks(into rows: inout TraceRows) {
        for key in begunCallbacks {
            guard let open = openCallbacks[key], !open.isStored else { continue }
            openCallbacks[key]?.isStored = true
            rows.openCallbacks.append(
                [
                    key.thread, Int64(bitPattern: key.handle), open.started, open.kind, open.object,
                    open.site ?? RowBatch.null,
                ])
        }
        begunCallbacks.removeAll(keepingCapacity: true)
    }
}
