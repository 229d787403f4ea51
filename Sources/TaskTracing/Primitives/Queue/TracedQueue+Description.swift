extension TracedQueue: CustomStringConvertible, CustomDebugStringConvertible {
    /// As in `<Queue name='jobs' count=3 maxSize=10 unfinished=4>`.
    public var description: String { storage.describe(name: name) { "count=\($0.machine.count)" } }

    /// The same with the elements, in their order, as in `<Queue name='jobs' elements=[1, 2] unfinished=2>`.
    public var debugDescription: String {
        storage.describe(name: name) { contents in
            var elements = contents.elements
            return "elements=\(elements.removeAll())"
        }
    }
}

extension QueueStorage {
    /// Outside of the lock, `count` makes words of what is in the queue: a description may use the queue.
    fileprivate func describe(name: String, _ count: (Contents) -> String) -> String {
        let contents = snapshot
        let machine = contents.machine
        var words = ["<Queue", "name='\(name)'", count(contents)]
        if machine.maxSize > 0 { words.append("maxSize=\(machine.maxSize)") }
        if machine.waitingGetters > 0 { words.append("getters=\(machine.waitingGetters)") }
        if machine.waitingPutters > 0 { words.append("putters=\(machine.waitingPutters)") }
        if machine.waitingJoiners > 0 { words.append("joiners=\(machine.waitingJoiners)") }
        if machine.unfinished > 0 { words.append("unfinished=\(machine.unfinished)") }
        if machine.isShutDown { words.append("shut down") }
        return words.joined(separator: " ") + ">"
    }
}
