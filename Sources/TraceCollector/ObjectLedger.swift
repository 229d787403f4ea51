internal import TraceModel
internal import TraceStore

/// What the collector knows of traced objects: their rows, the items in queues, the callbacks that run.
struct ObjectLedger {
    private struct Object {
        var kind: Int64
        var name: Int64?
        var site: Int64?
        var created: Int64?
    }

    private struct CallbackKey: Hashable {
        var thread: Int64
        var handle: UInt64
    }

    private struct OpenCallback {
        var started: Int64
        var kind: Int64
        var object: Int64
        var site: Int64?
    }

    private let writer: TraceWriter
    private var objects: [UInt32: Object] = [:]
    /// When the items were put that lie in a queue, by queue and item.
    private var itemsPut: [UInt32: [UInt32: Int64]] = [:]
    /// Actors and executors by their address. Once one is gone, another one of its type may have the same.
    private var executors: [UInt64: (number: UInt32, type: String?)] = [:]
    private var executorsSeen = 0
    private var openCallbacks: [CallbackKey: OpenCallback] = [:]

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

    mutating func ended(_ number: UInt32, at time: Int64, into rows: inout TraceRows) {
        itemsPut[number] = nil
        guard let object = objects.removeValue(forKey: number) else { return }
        write(number, object, ended: time, into: &rows)
    }

    /// The row of an actor or executor that a task hops to.
    ///
    /// `told` is what the program said of it: always at the first hop, and now and then again.
    mutating func executor(
        _ address: UInt64, told: (isActor: Bool, type: String?)?, into rows: inout TraceRows
    ) throws -> Int64? {
        if let known = executors[address], told == nil || told?.type == known.type { return id(known.number) }
        // Objects of the program count from 1: these come from the other half.
        let number = 0x8000_0000 | UInt32(executorsSeen & 0x7fff_ffff)
        executorsSeen += 1
        let type = address == 0 ? "global executor" : told?.type
        executors[address] = (number, told?.type)
        let kind: ObjectKind = told?.isActor == true ? .actor : .executor
        let object = Object(kind: Int64(kind.rawValue), name: try type.map(writer.string))
        write(number, object, ended: nil, into: &rows)
        return id(number)
    }

    private func write(_ number: UInt32, _ object: Object, ended: Int64?, into rows: inout TraceRows) {
        rows.objects.append(
            [
                writer.identifierOffset + Int64(number), object.kind, object.name ?? RowBatch.null,
                object.site ?? RowBatch.null, object.created ?? RowBatch.null, ended ?? RowBatch.null,
            ])
    }

    /// How long the item had been in the queue; nil for an item that was put before tracing began.
    mutating func moved(_ operation: QueueOperation, queue: UInt32, item: UInt32, at time: Int64) -> Int64? {
        switch operation {
        case .put:
            itemsPut[queue, default: [:]][item] = time
            return nil
        case .get:
            return itemsPut[queue]?.removeValue(forKey: item).map { time - $0 }
        }
    }

    mutating func callbackBegan(
        _ handle: UInt64, kind: UInt8, object: Int64?, site: Int64?, thread: Int64, at time: Int64
    ) {
        openCallbacks[CallbackKey(thread: thread, handle: handle)] = OpenCallback(
            started: time, kind: Int64(kind), object: object ?? RowBatch.null, site: site)
    }

    mutating func callbackEnded(
        _ handle: UInt64, task: Int64?, thread: Int64, at time: Int64, into rows: inout TraceRows
    ) {
        guard let open = openCallbacks.removeValue(forKey: CallbackKey(thread: thread, handle: handle)) else {
            return
        }
        let key = rows.callbacks.uniqueKey(time)
        rows.callbacks.append(
            key,
            [
                time - open.started, open.kind, task ?? RowBatch.null, thread, open.object,
                open.site ?? RowBatch.null,
            ])
    }
}
