internal import CTaskProbe
internal import TraceStore

/// Gives stacks their rows: each distinct one is stored once.
///
/// The probe tells a stack's frames once and from then on its number. Which of two threads comes first here is
/// chance, so a number may be seen before its frames: the row waits for them.
struct StackTable {
    let writer: TraceWriter
    var rows: [UInt64: Int64] = [:]
    /// Those whose frames have not come yet.
    var unknown: Set<UInt64> = []
    /// The stacks that were asked for last: most questions are about a few.
    private var recent = [(number: UInt64, row: Int64)](repeating: (0, 0), count: 256)

    init(_ writer: TraceWriter) { self.writer = writer }

    /// The row of the stack that these records tell of, nil if they tell of none. Its frames are functions that go on,
    /// or return addresses.
    mutating func row(
        _ records: ContinuationRecords, areCallers: Bool = false, _ sites: inout SiteTable
    ) throws -> Int64? {
        guard let first = records.firstIndex(where: { $0.kind == TT_STACK }) else { return nil }
        let record = records[first]
        let count = Int(record.detail & ~UInt8(TT_STACK_CUT))
        return try row(record.ticks, isTold: count > 0) {
            var frames = [record.code, record.arg]
            for more in records[(first + 1)...].prefix(while: { $0.kind == TT_STACK_FRAMES }) {
                frames += [more.ticks, more.code, more.arg]
            }
            let isCut = record.detail & UInt8(TT_STACK_CUT) != 0
            return (try Self.places(frames.prefix(count), areCallers, &sites), isCut)
        }
    }

    /// The row of the callers that were recorded with a task's creation, up to the first that is the program's own:
    /// whether there are more behind it is chance.
    mutating func row(ofCallers callers: InlineArray<3, UInt64>, _ sites: inout SiteTable) throws -> Int64? {
        guard callers[0] != 0 else { return nil }
        var number: UInt64 = 1
        var count = 0
        var isOwn = false
        for index in callers.indices where !isOwn {
            guard let place = try sites.caller(callers[index]) else { break }
            isOwn = place.isUsersOwn
            count += 1
            number = (number ^ callers[index]) &* 0xc4ce_b9fe_1a85_ec53
            number ^= number >> 32
        }
        return try row(number, isTold: true) {
            (try (0..<count).compactMap { try sites.caller(callers[$0]) }, true)
        }
    }

    private mutating func row(
        _ number: UInt64, isTold: Bool, _ frames: () throws -> (places: [SiteTable.Place], isCut: Bool)
    ) throws -> Int64 {
        let slot = Int(truncatingIfNeeded: (number &* 0x9e37_79b9_7f4a_7c15) >> 56)
        if recent[slot].number == number { return recent[slot].row }
        if let known = rows[number] {
            if isTold, unknown.remove(number) != nil { try store(frames(), known) }
            if !unknown.contains(number) { recent[slot] = (number, known) }
            return known
        }
        let row = writer.newID(in: .stack)
        rows[number] = row
        writer.before(
            "INSERT INTO stack(id, process, number) VALUES (?1, ?2, ?3)", .integer(row),
            .integer(writer.process), .integer(Int64(bitPattern: number)))
        if isTold { try store(frames(), row) } else { unknown.insert(number) }
        return row
    }

    private func store(_ stack: (places: [SiteTable.Place], isCut: Bool), _ row: Int64) throws {
        writer.before(
            "UPDATE stack SET is_cut = ?2 WHERE id = ?1", .integer(row), .integer(stack.isCut ? 1 : 0))
        for (depth, place) in stack.places.enumerated() {
            writer.before(
                "INSERT INTO stack_frame(stack, depth, site) VALUES (?1, ?2, ?3)", .integer(row),
                .integer(Int64(depth)), .integer(place.site))
        }
    }

    /// The frames that people would name: without the runtime's adapters, the compiler's thunks, and the forwarder
    /// of a closure beside the closure itself. All of them, where nothing else is left.
    private static func places(
        _ frames: ArraySlice<UInt64>, _ areCallers: Bool, _ sites: inout SiteTable
    ) throws -> [SiteTable.Place] {
        var all: [SiteTable.Place] = []
        var named: [SiteTable.Place] = []
        for code in frames {
            guard let place = try areCallers ? sites.caller(code) : sites.place(code) else { continue }
            all.append(place)
            if place.isThunk || place.isRuntime && !place.isSwift { continue }
            if place.isForwarder, let inner = named.last, inner.function == place.function { continue }
            named.append(place)
        }
        return named.isEmpty ? all : named
    }
}
