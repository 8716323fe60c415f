package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.demarc.interop.harness.Retired;
import org.demarc.interop.harness.Retired.Retiree;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.Isolated;

/// After everything: the nodes of all classes have nothing left, and stop when they are asked to.
@Isolated
@Order(Integer.MAX_VALUE)
@ExtendWith(LeftoversIT.Nodes.class)
class LeftoversIT {
    /// 64*T1 and some more: the longest that a transaction absorbs repetitions (RFC 3261 section 17.1.1.2).
    private static final Duration TRANSACTIONS_END = Duration.ofSeconds(45);

    /// Brings the nodes to the test that asks for them.
    static final class Nodes implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Retired.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Retired.of(context);
        }
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLeftOfAnyCallAndTheNodeStopsWell(Retired retired) {
        List<Retiree> all = retired.all();
        return all.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    one.node().assertNothingLeft(TRANSACTIONS_END);
                    one.node().stop();
                    assertThat(one.node().process().alive()).isFalse();
                }));
    }
}
