/// A picture of the Mandelbrot set: some milliseconds of computing.
struct Picture {
    let width: Int
    let height: Int

    /// How many of its points belong to the set.
    func rendered() -> Int {
        var count = 0
        for y in 0..<height {
            for x in 0..<width where isInside(x, y) { count += 1 }
        }
        return count
    }

    private func isInside(_ x: Int, _ y: Int) -> Bool {
        let real = Double(x) / Double(width) * 3.5 - 2.5
        let imaginary = Double(y) / Double(height) * 2 - 1
        var (a, b) = (0.0, 0.0)
        for _ in 0..<32 {
            (a, b) = (a * a - b * b + real, 2 * a * b + imaginary)
            if a * a + b * b > 4 { return false }
        }
        return true
    }
}
