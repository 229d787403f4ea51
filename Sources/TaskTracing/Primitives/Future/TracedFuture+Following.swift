extension TracedFuture {
    /// Creates a future that ends as `task` does.
    ///
    /// ``cancel(message:function:fileID:line:)`` cancels the task.
    public convenience init<Failure>(
        following task: Task<Value, Failure>, name: String? = nil, loop: EventLoop? = .current,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(role: .task, name: name, loop: loop, SourceLocation(function, fileID, line))
        storage.follow(task)
    }

    /// Creates a future that ends as `other` does, which may belong to another loop, or to none.
    ///
    /// It is a future of its own: cancelled, it is so at once, and has `other` cancelled as well if that is
    /// still pending. An error of `other` counts as read; it is now this future's.
    public convenience init(
        following other: TracedFuture<Value>, name: String? = nil, loop: EventLoop? = .current,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(role: .future, name: name, loop: loop, SourceLocation(function, fileID, line))
        let follower = storage
        let location = follower.location
        other.storage.addCallback(
            DoneCallback(name: "following", location) { other in
                guard let outcome = other.storage.retrieve() else { return }
                follower.finish(outcome, location)
            })
        // Not held: where nobody holds the other future any more, nobody is interested in its end.
        follower.addCallback(
            DoneCallback(name: "following", location) { [weak other = other.storage] follower in
                guard case .cancelled(let message) = follower.storage.outcome else { return }
                _ = other?.cancel(message: message, location)
            })
    }
}
