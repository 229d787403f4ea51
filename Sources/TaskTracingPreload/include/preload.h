// Nothing is called from outside: the library acts when it is loaded (LD_PRELOAD) by `task-trace record`.
#pragma once
