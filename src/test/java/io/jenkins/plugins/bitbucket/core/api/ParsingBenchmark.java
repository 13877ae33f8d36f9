package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.Json;
import io.jenkins.plugins.bitbucket.core.http.SameOriginLink;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The inner loops of every operation: parsing a response, and escaping or checking parts of a request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParsingBenchmark {

    private static final URI API = BitbucketCloud.API;
    private static final URI PAGE = URI.create(API + "/repositories/acme?pagelen=100");

    private byte[] page;

    /** A page of one hundred repositories, as the embedded Bitbucket describes one. */
    @Setup
    public void askForAPage() throws IOException {
        try (Acme acme = new Acme()) {
            acme.client().repositories("acme").join();
            ObjectNode answer = (ObjectNode)
                    Json.MAPPER.readTree(acme.bitbucket.requests().get(0).answerBody());
            JsonNode repository = answer.at("/values/0");
            ArrayNode values = answer.putArray("values");
            for (int i = 0; i < BitbucketClient.MAX_PAGE_LENGTH; i++) {
                values.add(repository);
            }
            page = Json.MAPPER.writeValueAsBytes(answer);
        }
    }

    /** What Jackson alone needs for the next one. */
    @Benchmark
    public JsonNode pageAsTree() throws IOException {
        return Json.MAPPER.readTree(page);
    }

    @Benchmark
    public List<Repository> pageAsRepositories() throws IOException {
        return Json.list(Json.MAPPER.readTree(page), "values", Repository::from);
    }

    @Benchmark
    public URI nextLink() {
        return SameOriginLink.follow(API, PAGE, PAGE + "&page=2");
    }

    @Benchmark
    public String escapedSegment() {
        return BitbucketClient.encode("bump/terraform-1.9 für alle");
    }

    @Benchmark
    public String escapedFilter() {
        return Filter.is("source.branch.name", "a \"quoted\" \\ name")
                .and(Filter.is("state", "OPEN"))
                .expression();
    }

    @Benchmark
    public BranchName checkedBranchName() {
        return new BranchName("bump/terraform-1.9");
    }

    @Benchmark
    public String printableText() {
        return Text.printable("Bitbucket failed (502), and said so\nin two lines");
    }
}
