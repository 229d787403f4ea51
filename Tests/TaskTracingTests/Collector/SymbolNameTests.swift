import Testing
import TraceSymbols

/// What names of the compiler's mean.
@Suite struct SymbolNameTests {
    @Test("A thunk is one in optimised code too, a protocol's witness is none.")
    func thunks() {
        func isThunk(_ symbol: String) -> Bool { Demangler.isThunk(named: Demangler.functionName(symbol)) }
        #expect(isThunk("$sIeAgH_s5Error_pIegHzo_TRTA"))
        #expect(isThunk("$sxIeAgHr_xs5Error_pIegHrzo_s8SendableRzs5NeverORs_r0_lTRyt_Tg5"))
        #expect(isThunk("$sxIeAgHr_xs5Error_pIegHrzo_s8SendableRzs5NeverORs_r0_lTRyt_Tg5TQ0_"))
        #expect(!isThunk("$s3app4workyyYaF"))
        #expect(!isThunk("$s3app7NumbersV8IteratorVScIAAScI4next7ElementQzSgyYaKFTW"))
    }

    @Test("A thunk that was made for one closure is of that closure.")
    func closures() {
        let thunk = "$sSiIegHd_Sis5Error_pIegHTrzo_TR34$s4seq13AppV4mainyyYaKFZSiyYacfu2_Tf3npf_n"
        #expect(Demangler.closure(ofThunk: thunk) == "$s4seq13AppV4mainyyYaKFZSiyYacfu2_")
        #expect(Demangler.closure(ofThunk: thunk + "TQ1_") == "$s4seq13AppV4mainyyYaKFZSiyYacfu2_")
        #expect(
            Demangler.closure(ofThunk: "$sIetH_yts5Error_pIegHrzo_TR10async_MainTf3npf_n") == "async_Main")
        #expect(Demangler.closure(ofThunk: "$sIeghHr_ytIeghHr_TR99$s4seqTf") == nil)
        #expect(Demangler.closure(ofThunk: "$s4seq4workyyYaF") == nil)
    }

    @Test("What a program adds to a type of the library's is the program's own.")
    func extensions() {
        #expect(
            Demangler.isLibrary("$sScTss5NeverORs_rlE4name8priority9operationScTyxABGSSSg_ScPSgxyYaYAcntcfC"))
        #expect(Demangler.isLibrary("$ss5ClockPsE5sleep3for9tolerancey8DurationQz_AGSgtYaKF"))
        #expect(!Demangler.isLibrary("$ss5ClockP2atE3napyy8DurationQzYaKF"))
        #expect(!Demangler.isLibrary("$s3app4workyyYaF"))
    }

    @Test("Where a program begins has a name that people know.")
    func entry() {
        #expect(Demangler.functionName("async_MainTQ0_") == "main")
        #expect(Demangler.isProgramEntry("async_Main"))
    }

    @Test("A build id tells two files apart, or their size and time where there is none.")
    func identity() {
        func file(_ id: String?, _ size: Int64, _ modified: Int64) -> FileIdentity {
            FileIdentity(buildID: id, size: size, modified: modified)
        }
        #expect(file("ab", 1, 1).isSameProgram(as: file("ab", 2, 2)))
        #expect(!file("ab", 1, 1).isSameProgram(as: file("cd", 1, 1)))
        #expect(file(nil, 1, 1).isSameProgram(as: file(nil, 1, 1)))
        #expect(!file(nil, 1, 1).isSameProgram(as: file(nil, 1, 2)))
        #expect(!file(nil, 1, 1).isSameProgram(as: file("ab", 2, 1)))
    }

    @Test("This process knows its own executable by its build id or its size and time.")
    func ownModules() throws {
        let modules = Module.ofThisProcess().filter { $0.identity != nil }
        #expect(modules.count > 3)
        for module in modules { #expect(module.isUnchanged == true, "\(module.path)") }
    }
}
