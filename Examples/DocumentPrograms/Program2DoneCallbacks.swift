import TaskTracing

extension DocumentPrograms {
    /// The same two tasks, each with a callback for its result; the program awaits both together.
    static let doneCallbacksProgram = DocumentProgram(2, "done callbacks and gather") { context in
        let futures = [("test1", 3.0), ("test2", 1.0)].map { name, seconds in
            TracedFuture(name: name) {
                try await context.sleep(seconds)
                context.print("now in \(name).")
                return name
            }
        }
        for future in futures {
            future.addDoneCallback(name: "handle result") { context.print(try $0.result()) }
        }
        _ = try await gather(futures, name: "both").value
    }
}
