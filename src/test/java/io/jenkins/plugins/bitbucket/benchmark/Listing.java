package io.jenkins.plugins.bitbucket.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All repositories of a workspace, a hundred per page: the client, and bare OkHttp with Jackson's tree for the same
 * pages.
 */
final class Listing implements Chapter {

    private static final String OURS = "client";
    private static final String WHOLE = "OkHttp and Jackson, whole pages";
    private static final String SAME = "OkHttp and Jackson, the client's pages";
    private static final String TENTH = "the tenth page";
    private static final String LAST = "the hundredth page";
    private static final String WHOLE_QUERY = "pagelen=100";
    private static final int ON_A_PAGE = 100;
    private static final Pattern PAGE = Pattern.compile("(?<=&page=)\\d+");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String name() {
        return "listing";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        int pages = quick ? 10 : 100;
        List<Table> tables = new ArrayList<>();
        try (Acme acme = new Acme();
                ClientProcess client = new ClientProcess(ListingClient.class, acme, "-Xmx64m")) {
            String partial = servePages(acme, pages);
            for (int delay : quick ? new int[] {0} : new int[] {0, 20}) {
                acme.bitbucket.delay(Duration.ofMillis(delay));
                Map<String, Samples> walls = new Rounds()
                        .add(OURS, () -> client.ask("ours", pages))
                        .add(SAME, () -> client.ask("tree", pages, partial))
                        .add(WHOLE, () -> client.ask("tree", pages, WHOLE_QUERY))
                        .run(delay > 0 ? 0 : quick ? 1 : 20, quick ? 2 : delay > 0 ? 3 : 15);
                tables.add(table(pages, delay, walls));
            }
            acme.bitbucket.delay(Duration.ZERO);
            Map<String, Samples> heaps = new Rounds()
                    .add(TENTH, () -> client.ask("heap", pages / 10))
                    .add(LAST, () -> client.ask("heap", pages))
                    .run(1, 3);
            tables.add(new Table("Heap of the program that lists them, with a page at hand")
                    .row(TENTH, heaps.get(TENTH), "kB")
                    .times(LAST, heaps.get(LAST), "kB", "that at the tenth", heaps.get(TENTH))
                    .ratioAtMost(1.1));
        }
        return tables;
    }

    private static Table table(int pages, int delay, Map<String, Samples> walls) {
        return new Table(String.format(
                        "%,d repositories, %d a page, each page answered after %d ms",
                        pages * ON_A_PAGE, ON_A_PAGE, delay))
                .times(OURS, walls.get(OURS), "ms", WHOLE, walls.get(WHOLE))
                .ratioAtMost(1.1)
                .times(OURS, walls.get(OURS), "ms", SAME, walls.get(SAME))
                .ratioAtMost(delay == 0 ? 1.15 : 1.1)
                .row(WHOLE, walls.get(WHOLE), "ms")
                .row(SAME, walls.get(SAME), "ms");
    }

    /**
     * Prepared pages of repositories, as the embedded Bitbucket describes one: full pages, and the client's pages.
     *
     * @return the client's request
     */
    private static String servePages(Acme acme, int pages) throws Exception {
        BitbucketClient client = acme.client();
        client.repositories("acme").join();
        client.repository(Acme.INFRA).get().join();
        List<RecordedRequest> asked = acme.bitbucket.requests();
        String query = asked.get(0).query();
        ObjectNode partial = (ObjectNode) MAPPER.readTree(asked.get(0).answerBody());
        ObjectNode whole = MAPPER.createObjectNode();
        whole.putArray("values").add(MAPPER.readTree(asked.get(1).answerBody()));
        List<String> partialPages = pages(partial, pages, acme.bitbucket.apiUrl() + "/repositories/acme?" + query);
        List<String> wholePages = pages(whole, pages, acme.bitbucket.apiUrl() + "/repositories/acme?" + WHOLE_QUERY);
        acme.bitbucket.misbehave(request -> {
            acme.bitbucket.forgetRequests();
            List<String> texts = request.query().contains("fields=") ? partialPages : wholePages;
            return Fault.answer(200, "application/json", texts.get(page(request) - 1));
        });
        return query;
    }

    /** @param page with one repository */
    private static List<String> pages(ObjectNode page, int pages, String first) throws IOException {
        String repository = page.at("/values/0").toString();
        ArrayNode values = page.putArray("values");
        for (int i = 0; i < ON_A_PAGE; i++) {
            values.add(MAPPER.readTree(repository.replace("infra", "infra-" + i)));
        }
        List<String> texts = new ArrayList<>();
        for (int number = 1; number < pages; number++) {
            texts.add(page.put("next", first + "&page=" + (number + 1)).toString());
        }
        texts.add(page.without("next").toString());
        return texts;
    }

    private static int page(ServerRequest request) {
        Matcher number = PAGE.matcher(request.query());
        return number.find() ? Integer.parseInt(number.group()) : 1;
    }
}
