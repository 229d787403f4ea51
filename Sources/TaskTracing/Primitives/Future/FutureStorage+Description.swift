extension FutureStorage {
    /// As in `<Future finished name='answer' result=42 created at Module/File.swift:7>`.
    func describe(showsLocation: Bool) -> String {
        // A result, or what a task waits for, may lead back to this future.
        Described.once(number, else: "<\(role.rawValue) name='\(name)' ...>") {
            "<\(words(showsLocation: showsLocation).joined(separator: " "))>"
        }
    }

    private func words(showsLocation: Bool) -> [String] {
        let place = showsLocation ? ["created at \(location)"] : []
        let name = "name='\(name)'"
        switch outcome {
        case nil:
            let isCancelling = (control?.requests ?? 0) > 0
            let wait = (control?.waitDescription).map { ["wait_for=\($0)"] } ?? []
            return [role.rawValue, isCancelling ? "cancelling" : "pending", name] + wait + callbackWords
                + place
        case .value(let value):
            return [role.rawValue, "finished", name, "result=\(Self.shortened(value))"] + place
        case .error(let error):
            return [role.rawValue, "finished", name, "exception=\(TaskTracing.describe(error))"] + place
        case .cancelled(let message):
            return [role.rawValue, "cancelled", name] + (message.map { ["message='\($0)'"] } ?? []) + place
        }
    }

    /// The first and the last callback, and how many are between them.
    private var callbackWords: [String] {
        let callbacks = callbacks
        guard let first = callbacks.first, let last = callbacks.last else { return [] }
        var shown = ["\(first)"]
        if callbacks.count > 2 { shown.append("<\(callbacks.count - 2) more>") }
        if callbacks.count > 1 { shown.append("\(last)") }
        return ["cb=[\(shown.joined(separator: ", "))]"]
    }

    private static func shortened(_ value: Value) -> String {
        let text = String(describing: value)
        return text.count > 60 ? "\(text.prefix(59))…" : text
    }
}

/// The futures whose description is being made, so that none contains itself.
private enum Described {
    @TaskLocal private static var numbers: Set<UInt32> = []

    static func once(_ number: UInt32, else other: @autoclosure () -> String, _ describe: () -> String)
        -> String
    {
        guard !numbers.contains(number) else { return other() }
        return $numbers.withValue(numbers.union([number]), operation: describe)
    }
}
