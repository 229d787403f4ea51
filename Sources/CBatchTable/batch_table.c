#include "batch_table.h"
