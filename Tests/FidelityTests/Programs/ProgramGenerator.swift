/// A random program: the same one for the same seed.
struct Program: Sendable {
    let seed: UInt64
    /// The gate that it runs on, nil where its tasks take their chances in the pool.
    let gate: Int?
    let operations: [Operation]

    static let gates = 2
    static let actors = 3

    init(seed: UInt64) {
        self.seed = seed
        var generator = ProgramGenerator(random: RandomSource(seed: seed))
        gate = generator.random.isTrue(oneIn: 3) ? nil : generator.random.number(0...Self.gates - 1)
        operations = generator.operations(depth: 0, atLeast: 2)
    }
}

struct ProgramGenerator {
    var random: RandomSource
    /// How many more operations there may be: what bounds the size of a program.
    private var budget = 40

    init(random: RandomSource) { self.random = random }

    mutating func operations(depth: Int, atLeast least: Int = 0) -> [Operation] {
        var result: [Operation] = []
        for _ in 0..<random.number(least...max(least, 5 - depth)) where budget > 0 {
            budget -= 1
            result.append(depth >= 4 ? leaf() : random.isTrue(oneIn: 2) ? leaf() : tree(depth + 1))
        }
        if depth > 0 && random.isTrue(oneIn: 9) {
            result.append(.fail(random.one(of: Operation.Failure.allCases)))
        }
        return result
    }

    private mutating func leaf() -> Operation {
        switch random.number(0...11) {
        case 0: .work
        case 1, 2: .sleep(microseconds: random.number(0...3) * 400)
        case 3: .yield
        case 4, 5, 6:
            .continuation(random.one(of: Operation.Resumer.allCases), throwing: random.isTrue(oneIn: 12))
        case 7: .stream(elements: random.number(0...4), random.one(of: Operation.Producer.allCases))
        case 8: .defaultActor(random.number(0...Program.actors - 1), yields: random.isTrue(oneIn: 3))
        case 9: .gateActor(random.number(0...Program.gates - 1))
        case 10: random.isTrue(oneIn: 3) ? .mainActor : .yield
        default: random.isTrue(oneIn: 3) ? .cancelSelf : .work
        }
    }

    private mutating func tree(_ depth: Int) -> Operation {
        switch random.number(0...10) {
        case 0, 1, 2: .group(group(depth))
        case 3, 4: asyncLets(depth)
        case 5, 6: .spawn(spawn(depth))
        case 7: .sharedValue(waiters: random.number(1...4))
        case 8: .victim(victim(depth))
        case 9: .onGate(random.number(0...Program.gates - 1), operations(depth: depth))
        default: .taskLocal(operations(depth: depth))
        }
    }

    private mutating func group(_ depth: Int) -> Operation.GroupPlan {
        let style = random.one(of: Operation.GroupPlan.Style.allCases)
        let cancelsAll = random.isTrue(oneIn: 4)
        return Operation.GroupPlan(
            style: style,
            children: (0..<random.number(0...4)).map { _ in
                .init(operations: operations(depth: depth), isImmediate: random.isTrue(oneIn: 6))
            },
            cancelsAll: cancelsAll,
            late: cancelsAll && random.isTrue(oneIn: 3) ? operations(depth: depth) : nil,
            consumption: random.one(of: Operation.GroupPlan.Consumption.allCases))
    }

    private mutating func asyncLets(_ depth: Int) -> Operation {
        let children = (0..<random.number(1...3)).map { _ in operations(depth: depth) }
        return .asyncLets(
            children, awaited: random.isTrue(oneIn: 3) ? random.number(0...children.count) : children.count)
    }

    private mutating func spawn(_ depth: Int) -> Operation.SpawnPlan {
        Operation.SpawnPlan(
            maker: random.one(of: Operation.Maker.allCases),
            place: random.isTrue(oneIn: 2) ? .here : random.one(of: Operation.Place.allCases),
            priority: random.isTrue(oneIn: 3) ? random.one(of: [9, 17, 21, 25]) : nil,
            swallowsErrors: random.isTrue(oneIn: 4),
            operations: operations(depth: depth),
            afterwards: random.one(of: Operation.Afterwards.allCases))
    }

    private mutating func victim(_ depth: Int) -> Operation.VictimPlan {
        Operation.VictimPlan(
            place: random.isTrue(oneIn: 2) ? .here : random.one(of: Operation.Place.allCases),
            operations: operations(depth: depth),
            ending: random.one(of: Operation.VictimPlan.Ending.allCases),
            canceller: random.one(of: Operation.VictimPlan.Canceller.allCases))
    }
}
