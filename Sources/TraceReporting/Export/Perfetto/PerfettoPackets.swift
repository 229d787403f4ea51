internal import TraceModel

/// Packets of a Perfetto trace. Texts are written once and then named by their number.
struct PerfettoPackets {
    enum Kind: UInt64 {
        case begin = 1
        case end, instant, counter
    }

    /// The fixed names of events, by their numbers.
    enum Name {
        static let running: UInt64 = 1
        static let ready: UInt64 = 2
        static let create: UInt64 = 3
        static let wake: UInt64 = 4
        static let put: UInt64 = 5
        static let get: UInt64 = 6
        static let lost: UInt64 = 7
        static let waiting: UInt64 = 100
        static let mark: UInt64 = 200
        static let callback: UInt64 = 300
        static let firstFree: UInt64 = 1000
    }

    enum Category: UInt64, CaseIterable {
        case task = 1
        case run, ready, wait, wake, queue, mark, loss
    }

    enum Annotation: UInt64, CaseIterable {
        case task = 1
        case kind, outcome, function, priority, steps, runNanoseconds, readyNanoseconds, waitNanoseconds
        case at, thread, object, depth, item, dwell, by, text, events, until
    }

    enum FlowKind: UInt64 {
        case wake = 1
        case create, item
    }

    /// What a text is of: equal numbers of different kinds are different texts.
    enum ValueKind: UInt8 {
        case kind, outcome, site, thread, object, awaited
    }

    private struct Key: Hashable {
        let kind: ValueKind
        let id: Int64
    }

    var output: ExportBuffer
    private var names: [ExportTexts.Label: UInt64] = [:]
    private var values: [Key: UInt64] = [:]
    /// More are told again: memory is not for them.
    private static let most = 1 << 20
    private var nextName = Name.firstFree
    private var nextValue: UInt64 = 1

    init(_ output: ExportBuffer) { self.output = output }

    // MARK: Packets

    /// Every packet belongs to one sequence, whose first one says that no text was told before.
    @inline(__always)
    private mutating func packet(
        at time: Int64? = nil, isFirst: Bool = false, _ body: (inout ProtobufWriter) -> Void
    ) {
        var proto = ProtobufWriter(output.take())
        proto.message(1) { packet in
            if let time { packet.integer(8, time) }
            packet.integer(10, UInt64(1))
            packet.integer(13, UInt64(isFirst ? 1 : 2))
            body(&packet)
        }
        output.bytes = proto.bytes
    }

    /// Time 0 by the clock of the trace and by the wall's; then the fixed texts.
    mutating func begin(zero: Int64?) {
        packet(isFirst: true) { packet in
            packet.message(6) { clocks in
                clocks.message(1) {
                    $0.integer(1, UInt64(6))
                    $0.integer(2, UInt64(0))
                }
                if let zero, zero >= 0 {
                    clocks.message(1) {
                        $0.integer(1, UInt64(1))
                        $0.integer(2, zero)
                    }
                }
                clocks.integer(2, UInt64(6))
            }
        }
        packet { packet in
            packet.message(12) { data in
                for category in Category.allCases { data.text(1, category.rawValue, "\(category)") }
                for annotation in Annotation.allCases { data.text(3, annotation.rawValue, annotation.text) }
                for (number, name) in Self.fixedNames { data.text(2, number, name) }
            }
        }
    }

    private static var fixedNames: [(UInt64, String)] {
        [
            (Name.running, "running"), (Name.ready, "ready"), (Name.create, "create"), (Name.wake, "wake"),
            (Name.put, "queue_put"), (Name.get, "queue_get"), (Name.lost, "records lost"),
            (Name.mark, "cancel"),
        ] + WaitReason.allCases.map { (Name.waiting + UInt64($0.rawValue), "waiting: \($0.text)") }
            + MarkKind.allCases.map { (Name.mark + UInt64($0.rawValue), $0.text) }
            + [(Name.mark + 99, "unknown mark"), (Name.callback, "callback")]
            + CallbackKind.allCases.map { (Name.callback + UInt64($0.rawValue), $0.text) }
    }

    static func waiting(_ reason: Int64?) -> UInt64 {
        let reason = reason.flatMap { Int(exactly: $0) }.flatMap(WaitReason.init(rawValue:)) ?? .unknown
        return Name.waiting + UInt64(reason.rawValue)
    }

    static func mark(_ kind: Int64) -> UInt64 {
        if kind == 0 { return Name.mark }
        return Int(exactly: kind).flatMap(MarkKind.init(rawValue:)).map { Name.mark + UInt64($0.rawValue) }
            ?? Name.mark + 99
    }

    static func callback(_ kind: Int64) -> UInt64 {
        Int(exactly: kind).flatMap(CallbackKind.init(rawValue:)).map { Name.callback + UInt64($0.rawValue) }
            ?? Name.callback
    }

    mutating func track(_ track: UInt64, parent: UInt64?, _ body: (inout ProtobufWriter) -> Void) {
        packet { packet in
            packet.message(60) { descriptor in
                descriptor.integer(1, track)
                if let parent { descriptor.integer(5, parent) }
                body(&descriptor)
            }
        }
    }

    @inline(__always)
    mutating func event(
        _ time: Int64, _ kind: Kind, _ track: UInt64, name: UInt64, _ category: Category,
        _ body: (inout ProtobufWriter) -> Void = { _ in }
    ) {
        packet(at: time) { packet in
            packet.message(11) { proto in
                proto.integer(9, kind.rawValue)
                proto.integer(11, track)
                proto.integer(10, name)
                proto.integer(3, category.rawValue)
                body(&proto)
            }
        }
    }

    @inline(__always)
    mutating func end(_ time: Int64, _ track: UInt64) {
        packet(at: time) { packet in
            packet.message(11) { event in
                event.integer(9, Kind.end.rawValue)
                event.integer(11, track)
            }
        }
    }

    mutating func count(_ time: Int64, _ track: UInt64, _ value: Int64) {
        packet(at: time) { packet in
            packet.message(11) { event in
                event.integer(9, Kind.counter.rawValue)
                event.integer(11, track)
                event.integer(30, value)
            }
        }
    }

    // MARK: Texts

    mutating func name(_ label: ExportTexts.Label, _ text: () throws -> String) rethrows -> UInt64 {
        if let known = names[label] { return known }
        if names.count >= Self.most { names.removeAll() }
        let (number, name) = (nextName, try text())
        nextName += 1
        packet { $0.message(12) { $0.text(2, number, name) } }
        names[label] = number
        return number
    }

    mutating func value(_ kind: ValueKind, _ id: Int64, _ text: () throws -> String) rethrows -> UInt64 {
        let key = Key(kind: kind, id: id)
        if let known = values[key] { return known }
        if values.count >= Self.most { values.removeAll() }
        let (number, value) = (nextValue, try text())
        nextValue += 1
        packet { $0.message(12) { $0.text(29, number, value) } }
        values[key] = number
        return number
    }
}

/// What may be said of an event beside its time, its track and its name.
extension ProtobufWriter {
    @inline(__always)
    mutating func flow(_ kind: PerfettoPackets.FlowKind, _ number: UInt64) {
        fixed(47, number << 2 | kind.rawValue)
    }

    /// The same where the flow ends.
    @inline(__always)
    mutating func lastFlow(_ kind: PerfettoPackets.FlowKind, _ number: UInt64) {
        fixed(48, number << 2 | kind.rawValue)
    }

    mutating func number(_ name: PerfettoPackets.Annotation, _ value: Int64) {
        message(4) {
            $0.integer(1, name.rawValue)
            $0.integer(4, value)
        }
    }

    /// A text that was told before.
    @inline(__always)
    mutating func value(_ name: PerfettoPackets.Annotation, _ number: UInt64) {
        message(4) {
            $0.integer(1, name.rawValue)
            $0.integer(17, number)
        }
    }

    mutating func text(_ name: PerfettoPackets.Annotation, _ text: String) {
        message(4) {
            $0.integer(1, name.rawValue)
            $0.text(6, text)
        }
    }

    /// A number and the text that it stands for from here on.
    fileprivate mutating func text(_ field: UInt64, _ number: UInt64, _ text: String) {
        message(field) {
            $0.integer(1, number)
            $0.text(2, text)
        }
    }
}

extension PerfettoPackets.Annotation {
    fileprivate var text: String {
        switch self {
        case .runNanoseconds: "run_ns"
        case .readyNanoseconds: "ready_ns"
        case .waitNanoseconds: "wait_ns"
        case .dwell: "dwell_ns"
        default: "\(self)"
        }
    }
}
