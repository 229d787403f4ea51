/// Protocol Buffers' wire format, as much of it as the exports write: integers, texts, messages in messages.
struct ProtobufWriter {
    /// The number of a field with how it is written, as one byte or more on the wire.
    enum Field {
        @inline(__always) static func varint(_ number: UInt64) -> UInt64 { number << 3 }
        @inline(__always) static func fixed64(_ number: UInt64) -> UInt64 { number << 3 | 1 }
        @inline(__always) static func bytes(_ number: UInt64) -> UInt64 { number << 3 | 2 }
    }

    var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    @inline(__always)
    mutating func raw(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func integer(_ number: UInt64, _ value: UInt64) {
        raw(Field.varint(number))
        raw(value)
    }

    /// As the types int32 and int64 have it: a negative number takes ten bytes.
    @inline(__always)
    mutating func integer(_ number: UInt64, _ value: Int64) { integer(number, UInt64(bitPattern: value)) }

    @inline(__always)
    mutating func fixed(_ number: UInt64, _ value: UInt64) {
        raw(Field.fixed64(number))
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func text(_ number: UInt64, _ text: String) {
        raw(Field.bytes(number))
        raw(UInt64(text.utf8.count))
        bytes += text.utf8
    }

    mutating func data(_ number: UInt64, _ data: [UInt8]) {
        raw(Field.bytes(number))
        raw(UInt64(data.count))
        bytes += data
    }

    /// A message within this one. Most are shorter than 128 bytes: room for one byte of length is left, and made larger
    /// where that is not enough.
    @inline(__always)
    mutating func message(_ number: UInt64, _ body: (inout ProtobufWriter) throws -> Void) rethrows {
        raw(Field.bytes(number))
        let start = bytes.count
        bytes.append(0)
        try body(&self)
        let length = bytes.count - start - 1
        if length < 0x80 {
            bytes[start] = UInt8(truncatingIfNeeded: length)
        } else {
            var size = ProtobufWriter()
            size.raw(UInt64(length))
            bytes.replaceSubrange(start...start, with: size.bytes)
        }
    }
}
