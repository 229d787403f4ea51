/// A loop on one actor that asks another one for each little thing.
enum ActorHoppingProgram: ZooProgram {
    static let rule = "actor-hopping"

    private actor Palette {
        private let colours = Array(0..<256)
        func colour(_ number: Int) -> Int { colours[number & 255] }
        func colours(_ numbers: Range<Int>) -> [Int] { numbers.map { colours[$0 & 255] } }
    }

    static func planted() async { _ = await paint(Palette()) }

    @MainActor private static func paint(_ palette: Palette) async -> Int {
        var sum = 0
        for pixel in 0..<2000 {
            sum += await palette.colour(pixel)  // culprit: actor-hopping
        }
        return sum
    }

    static func healthy() async { _ = await paintAtOnce(Palette()) }

    @MainActor private static func paintAtOnce(_ palette: Palette) async -> Int {
        await palette.colours(0..<2000).reduce(0, +)
    }
}
