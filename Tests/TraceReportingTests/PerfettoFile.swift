/// Reads what `PerfettoExport` writes, for tests: the fields of Protocol Buffers by their numbers.
struct PerfettoFile {
    struct Event {
        let time, kind, track: UInt64
    }

    private(set) var events: [Event] = []
    private(set) var tracks: [UInt64] = []
    private(set) var flows: [UInt64] = []
    private(set) var lastFlows: [UInt64] = []
    private(set) var counters: [Int64] = []
    private(set) var texts: Set<String> = []

    enum Value {
        case integer(UInt64)
        case bytes(ArraySlice<UInt8>)

        var number: UInt64 { if case .integer(let number) = self { number } else { 0 } }
        var fields: [(UInt64, Value)] {
            get throws { if case .bytes(let bytes) = self { try read(bytes) } else { [] } }
        }
        var text: String {
            if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { "" }
        }
    }

    struct Broken: Error {}

    init(_ bytes: [UInt8]) throws {
        for (_, packet) in try read(bytes[...]) {
            let fields = try packet.fields
            let time = fields.first { $0.0 == 8 }?.1.number
            for (number, value) in fields {
                switch number {
                case 11: try add(value.fields, time ?? 0)
                case 12:
                    for (_, interned) in try value.fields {
                        texts.formUnion(try interned.fields.filter { $0.0 == 2 }.map(\.1.text))
                    }
                case 60: tracks += try value.fields.filter { $0.0 == 1 }.map(\.1.number)
                default: break
                }
            }
        }
    }

    private mutating func add(_ fields: [(UInt64, Value)], _ time: UInt64) throws {
        let kind = fields.first { $0.0 == 9 }?.1.number ?? 0
        events.append(Event(time: time, kind: kind, track: fields.first { $0.0 == 11 }?.1.number ?? 0))
        flows += fields.filter { $0.0 == 47 }.map(\.1.number)
        lastFlows += fields.filter { $0.0 == 48 }.map(\.1.number)
        counters += fields.filter { $0.0 == 30 }.map { Int64(bitPattern: $0.1.number) }
    }
}

private func read(_ bytes: ArraySlice<UInt8>) throws -> [(UInt64, PerfettoFile.Value)] {
    var rest = bytes
    func varint() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw PerfettoFile.Broken() }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw PerfettoFile.Broken()
    }
    var fields: [(UInt64, PerfettoFile.Value)] = []
    while !rest.isEmpty {
        let tag = try varint()
        switch tag & 7 {
        case 0: fields.append((tag >> 3, .integer(try varint())))
        case 1:
            guard rest.count >= 8 else { throw PerfettoFile.Broken() }
            let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            fields.append((tag >> 3, .integer(value)))
        case 2:
            let length = Int(try varint())
            guard rest.count >= length else { throw PerfettoFile.Broken() }
            fields.append((tag >> 3, .bytes(rest.prefix(length))))
            rest = rest.dropFirst(length)
        default: throw PerfettoFile.Broken()
        }
    }
    return fields
}
