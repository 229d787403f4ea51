import TraceFixtures

/// The trace of a shop in a file of its own, for as long as it is held.
struct ShopFile {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("shop.sqlite")
        try TestTrace(path: path).fillAsShop()
    }
}
