package io.jenkins.plugins.bitbucket.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.bitbucket.demo.Demo.UnexpectedOutcome;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Jenkins' war in a process of its own, on a free port of the loopback, spoken to by its REST API. */
final class JenkinsProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_BUILD = Duration.ofMinutes(2);

    private final Process process;
    private final URI url;
    private final Path log;
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final ObjectMapper json = new ObjectMapper();
    private String authorization = "";

    private JenkinsProcess(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** @param environment what the configuration as code of {@code home} reads, secrets among it */
    static JenkinsProcess start(Path war, Path home, Map<String, String> environment) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = home.resolve("jenkins.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djenkins.install.runSetupWizard=false",
                        "-Djava.awt.headless=true",
                        // As strict as a Jenkins can be set: no page may have a script within it.
                        "-Djenkins.security.csp.CspHeader.headerName=Content-Security-Policy",
                        "-jar",
                        war.toString(),
                        "--httpListenAddress=127.0.0.1",
                        "--httpPort=" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        URI url = URI.create("http://127.0.0.1:" + port + "/");
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "JENKINS_HOME", home.toString(),
                        "CASC_JENKINS_CONFIG", home.resolve("jenkins.yaml").toString(),
                        "DEMO_JENKINS_URL", url.toString()));
        Process process = builder.start();
        return new JenkinsProcess(process, url, log);
    }

    URI url() {
        return url;
    }

    void awaitReady(String user, String password) throws IOException, InterruptedException {
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        await("Jenkins did not start", LONGEST_START, () -> get("api/json").statusCode() == 200);
    }

    /** Runs a job, prints its console, and tells whether it succeeded. */
    boolean build(String job, PrintStream out) throws IOException, InterruptedException {
        JsonNode crumb = json.readTree(get("crumbIssuer/api/json").body());
        HttpResponse<String> started = http.send(
                request("job/" + job + "/build")
                        .header(
                                crumb.path("crumbRequestField").asText(),
                                crumb.path("crumb").asText())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        if (started.statusCode() != 201) {
            throw new UnexpectedOutcome("Jenkins refused to start the job: " + started.statusCode() + ".");
        }
        String build = "job/" + job + "/1/";
        await("The job did not end", LONGEST_BUILD, () -> {
            HttpResponse<String> answer = get(build + "api/json");
            return answer.statusCode() == 200
                    && !json.readTree(answer.body()).path("building").asBoolean(true);
        });
        get(build + "consoleText").body().lines().forEach(line -> out.println("  | " + line));
        return json.readTree(get(build + "api/json").body())
                .path("result")
                .asText()
                .equals("SUCCESS");
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(String otherwise, Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (process.waitFor(500, TimeUnit.MILLISECONDS)) {
                throw new UnexpectedOutcome("Jenkins ended by itself; its log is " + log + ".");
            }
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException notYet) {
                // Nobody listens before Jenkins has started.
            }
        }
        throw new UnexpectedOutcome(otherwise + " within " + limit.toSeconds() + " seconds; its log is " + log + ".");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
