/// What is left of each article. An actor: under load, orders wait for each other here.
actor Stock {
    private var counts: [String: Int] = [:]

    func take(_ amount: Int, of article: String) -> Int {
        let left = counts[article, default: 1_000_000] - amount
        counts[article] = left
        return left
    }
}
