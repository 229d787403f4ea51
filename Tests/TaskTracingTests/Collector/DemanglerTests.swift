import Testing
import TraceSymbols

@Suite("The names of functions")
struct DemanglerTests {
    @Test(
        "A thunk is known as one, also in part, applied, and specialized.",
        arguments: [
            "$sIeghH_ytIeghr_TR",
            "$sIeghH_ytIeghr_TRTA",
            "$sxIeAgHr_xs5Error_pIegHrzo_s8SendableRzs5NeverORs_r0_lTRTATQ0_",
            "$sxIeAgHr_xs5Error_pIegHrzo_s8SendableRzs5NeverORs_r0_lTRyt_Tg5",
            "$sxIeAgHr_xs5Error_pIegHrzo_s8SendableRzs5NeverORs_r0_lTRyt_Tg5TQ0_",
            "$s3app1PP4workyyYaFTjTQ0_",
        ])
    func thunks(symbol: String) {
        #expect(Demangler.isThunk(named: Demangler.functionName(symbol)))
    }

    @Test(
        "A function of the program's is no thunk, nor is what is no Swift name.",
        arguments: ["$s3app4workyyYaF", "$s3app4workyyYaFTQ1_", "$s3app4workyyYaFyyYacfU_TA", "main"])
    func functions(symbol: String) {
        #expect(!Demangler.isThunk(named: Demangler.functionName(symbol)))
    }
}
