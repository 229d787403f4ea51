import Hummingbird

/// The routes. Each one waits in a way of its own, or computes.
struct Shop: Sendable {
    let database = Database()
    let stock = Stock()
    let mailer: Mailer
    let workshop: Workshop

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("health") { _, _ in "fine" }
        router.get("articles/:id", use: article)
        router.get("dashboard", use: dashboard)
        router.get("picture", use: picture)
        router.get("work") { _, _ in "\(try await workshop.answer())" }
        router.post("orders", use: order)
        router.post("mails", use: mail)
        return router
    }

    /// Waits for the database.
    @Sendable
    private func article(request: Request, context: some RequestContext) async throws -> String {
        let number = try context.parameters.require("id", as: Int.self)
        return try await database.article(number)
    }

    /// Waits for two calls to the database at once.
    @Sendable
    private func dashboard(request: Request, context: some RequestContext) async throws -> String {
        async let newest = database.article(1)
        async let revenue = database.revenue()
        return "\(try await newest): \(try await revenue)"
    }

    /// Waits for the stock, an actor that every order goes through.
    @Sendable
    private func order(request: Request, context: some RequestContext) async throws -> String {
        let left = await stock.take(1, of: "article-\(UInt.random(in: 0..<16))")
        return "\(left) left"
    }

    /// Waits while the mailer is behind.
    @Sendable
    private func mail(request: Request, context: some RequestContext) async throws -> HTTPResponse.Status {
        try await mailer.enqueue(Mail(recipient: "someone@example.com"))
        return .accepted
    }

    /// Keeps its thread for some milliseconds: the slow handler that a trace has to show.
    @Sendable
    private func picture(request: Request, context: some RequestContext) async throws -> String {
        "\(Picture(width: 320, height: 240).rendered())"
    }
}
