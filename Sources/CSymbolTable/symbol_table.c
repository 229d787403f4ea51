#include "symbol_table.h"
