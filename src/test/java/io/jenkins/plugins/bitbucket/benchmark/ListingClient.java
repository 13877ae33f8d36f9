package io.jenkins.plugins.bitbucket.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.Repository;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.URI;
import java.time.Duration;

/** Reads so many pages of the list of repositories, and answers how long that took, or the heap in use afterwards. */
final class ListingClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private final BitbucketCloud cloud;
    private final ApiCredential credential;
    private final BareOkHttp okHttp;
    private final String list;
    private final ObjectMapper mapper = new ObjectMapper();

    private ListingClient(String apiUrl, String token) {
        cloud = BitbucketCloud.at(URI.create(apiUrl), LIMIT, LIMIT);
        credential = Acme.credential(token);
        okHttp = new BareOkHttp(Acme.authorization(Acme.EMAIL, token));
        list = apiUrl + "/repositories/acme";
    }

    public static void main(String[] arguments) throws Exception {
        ClientProcess.obey(new ListingClient(arguments[0], System.getenv("TOKEN"))::obey);
    }

    private double obey(String[] words) throws Exception {
        int pages = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "ours" -> Rounds.milliseconds(() -> ours(pages));
            case "tree" -> Rounds.milliseconds(() -> tree(list + "?" + words[2], pages));
            case "heap" -> heap(pages);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private Page<Repository> ours(int pages) {
        Page<Repository> page = cloud.as(credential, RetryPolicy.of(LIMIT, wait -> {}))
                .repositories("acme")
                .join();
        for (int read = 1; read < pages; read++) {
            page = page.next().orElseThrow().get().join();
        }
        return page;
    }

    private void tree(String first, int pages) throws IOException {
        String next = first;
        for (int read = 0; read < pages; read++) {
            JsonNode page = mapper.readTree(okHttp.get(next));
            if (page.path("values").size() != 100) {
                throw new IOException("There are not 100 repositories on page " + (read + 1) + ".");
            }
            next = page.path("next").asText();
        }
    }

    /** In kB, with the last page in memory. */
    private double heap(int pages) {
        Page<Repository> last = ours(pages);
        double used = ClientProcess.heap();
        Reference.reachabilityFence(last);
        return used;
    }
}
