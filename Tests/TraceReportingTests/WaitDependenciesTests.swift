import Testing
import TraceReporting

/// Who can only go on after whom.
@Suite struct WaitDependenciesTests {
    @Test("Tasks that wait for each other are a circle; whoever waits behind them is stuck, and in none.")
    func circle() {
        var dependencies = WaitDependencies()
        dependencies.add(1, needs: [2])
        dependencies.add(2, needs: [3])
        dependencies.add(3, needs: [1])
        dependencies.add(4, needs: [1])
        #expect(dependencies.stuck == [1, 2, 3, 4])
        #expect(dependencies.cycles == [[1, 2, 3]])
    }

    @Test("Where one of several who can help goes on, nobody is stuck.")
    func alternatives() {
        var dependencies = WaitDependencies()
        dependencies.add(1, needs: [2, 9])
        dependencies.add(2, needs: [1])
        #expect(dependencies.stuck == [])
        #expect(dependencies.cycles == [])
    }

    @Test("A task that needs itself is a circle of one; one of which nothing is known is free.")
    func itself() {
        var dependencies = WaitDependencies()
        dependencies.add(1, needs: [1])
        dependencies.add(2, needs: [])
        dependencies.add(3, needs: [2])
        #expect(dependencies.stuck == [1])
        #expect(dependencies.cycles == [[1]])
    }

    @Test("A long chain without an end is no circle, and is gone through without recursion.")
    func chain() {
        var dependencies = WaitDependencies()
        for task in 1...100_000 { dependencies.add(Int64(task), needs: [Int64(task + 1)]) }
        #expect(dependencies.stuck == [])
    }
}
