package org.demarc.app.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.demarc.edge.Edge;
import org.demarc.edge.status.TrunkTest;
import org.demarc.net.Lane;

/// Asks the edge of each lane on the lane's own thread. What is done with the answers runs elsewhere.
final class Lanes {
    private final List<Lane> lanes;
    private final List<Edge> edges;

    Lanes(List<Lane> lanes, List<Edge> edges) {
        this.lanes = List.copyOf(lanes);
        this.edges = List.copyOf(edges);
    }

    int size() {
        return lanes.size();
    }

    Edge edge(int lane) {
        return edges.get(lane);
    }

    /// One answer of each lane, in their order. Fails when a lane takes no more questions.
    <T> CompletableFuture<List<T>> ask(Function<Edge, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>(lanes.size());
        for (int i = 0; i < lanes.size(); i++) answers.add(ask(lanes.get(i), edges.get(i), question));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        _ -> answers.stream().map(CompletableFuture::join).toList(), Thread::startVirtualThread);
    }

    /// Asks each peer of a trunk, from the first lane; empty when there is no such trunk.
    CompletableFuture<Optional<TrunkTest>> test(String trunk) {
        CompletableFuture<Optional<TrunkTest>> answer = new CompletableFuture<>();
        Edge edge = edges.getFirst();
        boolean taken = lanes.getFirst().execute(() -> {
            if (!edge.test(trunk, result -> answer.complete(Optional.of(result)))) answer.complete(Optional.empty());
        });
        if (!taken) answer.completeExceptionally(new IllegalStateException("lane 0 takes no more commands"));
        return answer;
    }

    private static <T> CompletableFuture<T> ask(Lane lane, Edge edge, Function<Edge, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = lane.execute(() -> {
            try {
                answer.complete(question.apply(edge));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e); // the asker's problem: the lane goes on
            }
        });
        if (!taken)
            answer.completeExceptionally(new IllegalStateException("lane " + lane.index() + " takes no more commands"));
        return answer;
    }
}
