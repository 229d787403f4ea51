// A program for the tests of symbolication, which compile it in several ways. It knows nothing of the tracer.
import Glibc

@inline(__always) func launch(_ milliseconds: Int) -> Task<Void, Never> {
    Task { try? await Task.sleep(for: .milliseconds(milliseconds)) }
}

@inline(__always) func pause(_ milliseconds: Int) async {
    try? await Task.sleep(for: .milliseconds(milliseconds))
}

@inline(never) func outer(_ milliseconds: Int) async -> Int {
    await pause(milliseconds)
    await launch(milliseconds).value
    return milliseconds
}

@inline(never) func inTask<Value: Sendable>(
    _ value: Value, _ body: @Sendable @escaping (Value) async -> Value
) async
    -> Value
{
    await Task.detached { await body(value) }.value
}

@inline(never) func detached<Value: Sendable>(_ body: @Sendable @escaping () async -> Value) async -> Value {
    await Task.detached(operation: body).value
}

extension AsyncSequence where Element == Int {
    func total() async rethrows -> Int {
        var sum = 0
        for try await number in self { sum += number }
        return sum
    }
}

func deep(_ levels: Int) async {
    if levels == 0 { return await pause(3) }
    await deep(levels - 1)
    fflush(nil)
}

@main struct Program {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        _ = await outer(2)
        // Another file in the place of this program's, or none.
        if arguments.first == "remove" { unlink(arguments[1]) }
        if arguments.first == "replace" { rename(arguments[2], arguments[1]) }
        async let number = outer(3)
        _ = await inTask("text") { text in
            await pause(2)
            return text
        }
        _ = await detached { await outer(1) }
        let (numbers, more) = AsyncStream.makeStream(of: Int.self)
        let sum = Task(name: "sum") { await numbers.map { $0 * 2 }.total() }
        for number in 1...2 {
            await pause(1)
            more.yield(number)
        }
        more.finish()
        _ = await sum.value + number
        await Task(name: "deep") { await deep(30) }.value
    }
}
