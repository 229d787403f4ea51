// Of the two modules that have a type of this name, this file knows the one without instrumentation.
import PlainQueue

enum PlainQueues {
    static func make() -> TracedQueue<Int> { TracedQueue() }
}
