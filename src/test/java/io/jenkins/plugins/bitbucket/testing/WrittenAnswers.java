package io.jenkins.plugins.bitbucket.testing;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose responses are written as text, so that a fuzzer can change them: a status, headers, an empty line and
 * a body. A line with a tilde separates two responses, and the last one is repeated.
 *
 * <p>Invalid statuses and headers are omitted: parsing HTTP is the JDK's task.
 */
public final class WrittenAnswers implements AutoCloseable {

    public static final String TOKEN = "ATATT3xFfGF0-a-token-of-some-length=5C3A0F21";

    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final RawServer server = new RawServer(this::answer);
    private final BitbucketCloud cloud =
            BitbucketCloud.at(server.apiUrl(), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private volatile String[] answers = {""};

    /**
     * A client that receives the responses in {@code text}, from the first one on. Its token begins with {@link
     * #TOKEN}, and it has its own account, so that nothing learnt by one client applies to the next.
     */
    public BitbucketClient client(byte[] text) {
        answers = new String(text, StandardCharsets.ISO_8859_1).split("\n~\n", -1);
        requests.set(0);
        int number = clients.incrementAndGet();
        return cloud.as(new ApiCredential(
                "written", new Email("ci-" + number + "@acme.example"), new ApiToken(TOKEN + number)));
    }

    /** Whether this server is up; a client has no reason to connect to any other. */
    public boolean isAt(String host, int port) {
        return port == server.apiUrl().getPort();
    }

    /** The number of requests that the client has sent. */
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.close();
    }

    private void answer(String request, OutputStream out) throws IOException {
        String[] all = answers;
        String answer = all[Math.min(requests.getAndIncrement(), all.length - 1)];
        int headEnd = answer.indexOf("\n\n");
        String[] head = (headEnd < 0 ? answer : answer.substring(0, headEnd)).split("\n", -1);

        StringBuilder http = new StringBuilder("HTTP/1.1 ")
                .append(head[0].matches("[2-9][0-9][0-9]") ? head[0] : "200")
                .append(" Said\r\nConnection: close\r\n");
        for (String line : head) {
            if (line.matches("[A-Za-z0-9-]+:[\t -~\u00a0-\u00ff]*")
                    && !line.matches("(?i)(Content-Length|T.*-Encoding):.*")) {
                http.append(line).append("\r\n");
            }
        }
        http.append("\r\n").append(headEnd < 0 ? "" : answer.substring(headEnd + 2));

        out.write(http.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
