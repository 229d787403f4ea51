import Testing

@testable import TraceCollector

/// What is too long while it lasts; times in ticks.
@Suite("What a flight recorder watches of tasks and queues")
struct TaskWatchTests {
    private let limits = TaskWatch.Limits(ready: 50, cancelled: 500)

    @Test("A task that gets no thread is told once while it waits, and once more when it runs.")
    func starvation() {
        var watch = TaskWatch()
        watch.created(1, at: 100)
        #expect(watch.look(at: 149, limits) == [])
        #expect(watch.look(at: 180, limits) == [.starvation])
        #expect(watch.look(at: 900, limits) == [])
        let late = watch.ran(1, at: 1000, limits)
        #expect(late == .starvation)
        watch.suspended(1)
        watch.woken(1, at: 2000)
        let inTime = watch.ran(1, at: 2049, limits)
        #expect(inTime == nil)
        watch.suspended(1)
        // Waiting is not starving.
        #expect(watch.look(at: 9000, limits) == [])
    }

    @Test("What is made ready without having waited, as the runtime's helpers of a sleep, does not starve.")
    func helper() {
        var watch = TaskWatch()
        watch.woken(7, at: 100)
        #expect(watch.look(at: 1000, limits) == [])
        let found = watch.ran(7, at: 1100, limits)
        #expect(found == nil)
        // Awake already when it is woken: another wake overtook its suspension.
        watch.woken(7, at: 1100)
        let again = watch.ran(7, at: 2000, limits)
        #expect(again == nil)
    }

    @Test("A task that goes on after its cancellation is told once, while it does or when it ends.")
    func cancellation() {
        var watch = TaskWatch()
        for task: UInt32 in 1...3 {
            watch.created(task, at: 0)
            _ = watch.ran(task, at: 1, limits)
            watch.cancelled(task, at: 10)
        }
        watch.cancelled(1, at: 400)
        let quick = watch.ended(1, at: 509, limits)
        let slow = watch.ended(2, at: 510, limits)
        #expect(quick == nil && slow == .slowCancellation)
        #expect(watch.look(at: 510, limits) == [.slowCancellation])
        let told = watch.ended(3, at: 900, limits)
        #expect(told == nil)
        // One that is over.
        watch.cancelled(2, at: 1000)
        #expect(watch.look(at: 9000, limits) == [])
    }

    @Test("Where two tasks share a place, the one that did something last has it.")
    func samePlace() {
        var watch = TaskWatch()
        watch.created(5, at: 0)
        watch.created(5 + 8192, at: 100)
        let other = watch.ran(5, at: 90, limits)
        #expect(other == nil)
        #expect(watch.look(at: 1000, limits) == [])
    }

    @Test(
        "A queue is told at the depth of a finding and whenever it has doubled, however it goes up and down.")
    func queues() {
        var watch = QueueWatch()
        var told: [Int64] = []
        for depth in [1, 99, 100, 101, 99, 150, 100, 199, 200, 30, 200, 399, 400] as [Int64] {
            let isTold = watch.put(1, depth: depth)
            if isTold { told.append(depth) }
        }
        #expect(told == [100, 200, 400])
        watch.ended(1)
        let isToldAnew = watch.put(1, depth: 100)
        #expect(isToldAnew)
    }
}
