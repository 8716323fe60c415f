/// JMH benchmarks: what one unit of work costs in time and allocation. Run by `make bench`.
@org.jspecify.annotations.NullMarked
package org.demarc.bench;
