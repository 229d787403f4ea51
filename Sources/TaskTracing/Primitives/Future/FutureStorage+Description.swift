extension FutureStorage {
    /// As in `<Future finished name='answer' result=42 created at Module/File.swift:7>`.
    func describe(showsLocation: Bool) -> String {
        var words = [role.rawValue]
        switch outcome {
        case nil:
            words += ["pending", "name='\(name)'"]
            if observerCount > 0 { words.append("observers=\(observerCount)") }
        case .value(let value): words += ["finished", "name='\(name)'", "result=\(Self.shortened(value))"]
        case .error(let error):
            words += ["finished", "name='\(name)'", "exception=\(TaskTracing.describe(error))"]
        case .cancelled(let message):
            words += ["cancelled", "name='\(name)'"]
            if let message { words.append("message='\(message)'") }
        }
        if showsLocation { words += ["created at", location.description] }
        return "<\(words.joined(separator: " "))>"
    }

    private static func shortened(_ value: Value) -> String {
        let text = String(describing: value)
        return text.count > 60 ? "\(text.prefix(59))…" : text
    }
}
