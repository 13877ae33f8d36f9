package io.jenkins.plugins.bitbucket.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Jenkins' war in a separate process, on a free port of the loopback interface, controlled through its REST API. */
public final class JenkinsProcess implements AutoCloseable {

    private static final Duration MAX_START_TIME = Duration.ofMinutes(3);
    private static final Duration MAX_BUILD_TIME = Duration.ofMinutes(5);
    private static final String READY = "Jenkins is fully up and running";

    private final Process process;
    private final URI url;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private String authorization = "";

    private JenkinsProcess(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** @see JenkinsHome#start */
    static JenkinsProcess start(Path war, Path home, Map<String, String> environment, List<String> options)
            throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command =
                new ArrayList<>(List.of(java(), "-Djenkins.install.runSetupWizard=false", "-Djava.awt.headless=true"));
        command.addAll(options);
        command.addAll(List.of("-jar", war.toString(), "--httpListenAddress=127.0.0.1", "--httpPort=" + port));
        Path log = home.resolve("jenkins.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        URI url = URI.create("http://127.0.0.1:" + port + "/");
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "JENKINS_HOME", home.toString(),
                        "CASC_JENKINS_CONFIG", home.resolve("jenkins.yaml").toString(),
                        "OWN_URL", url.toString()));
        return new JenkinsProcess(builder.start(), url, log);
    }

    /** The command that starts a JVM like this one. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public URI url() {
        return url;
    }

    /** Waits until it reports that it is up. */
    public void awaitStart() throws Exception {
        await("Jenkins did not start", MAX_START_TIME, 10, () -> log().contains(READY));
    }

    /** Its output so far. */
    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** The processor time that it has used so far. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Waits for the start, and then acts as an administrator. */
    public void logIn(String user, String password) throws Exception {
        awaitStart();
        authorization = basic(user, password);
        // A crumb is valid only together with its cookie.
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        JsonNode crumb =
                json.readTree(browser.send(request("crumbIssuer/api/json").build(), BodyHandlers.ofString())
                        .body());
        HttpRequest tokenPlease = request("me/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken")
                .header(
                        crumb.path("crumbRequestField").asText(),
                        crumb.path("crumb").asText())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode token =
                json.readTree(browser.send(tokenPlease, BodyHandlers.ofString()).body());
        // Jenkins needs a while to check a password with each request, but not for an API token.
        authorization = basic(user, token.at("/data/tokenValue").asText());
    }

    private static String basic(String user, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** @param path such as {@code job/check/build} */
    public CompletableFuture<Void> startBuild(String path) {
        HttpRequest request =
                request(path).POST(HttpRequest.BodyPublishers.noBody()).build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenAccept(answer -> {
            if (answer.statusCode() != 201) {
                throw new UnexpectedOutcome("Jenkins refused to start the job: " + answer.statusCode() + ".");
            }
        });
    }

    /**
     * Waits for the end of a build.
     *
     * @param build its address, such as {@code job/check/1/}
     * @return whether it succeeded
     */
    public boolean awaitBuild(String build) throws Exception {
        await("The job did not end", MAX_BUILD_TIME, 200, () -> {
            HttpResponse<String> answer = send(build + "api/json?tree=building");
            return answer.statusCode() == 200
                    && !json.readTree(answer.body()).path("building").asBoolean(true);
        });
        return json(build + "api/json").path("result").asText().equals("SUCCESS");
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return json.readTree(text(path));
    }

    public String text(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(path);
        if (answer.statusCode() != 200) {
            throw new UnexpectedOutcome("Jenkins answered " + answer.statusCode() + " to " + path + ".");
        }
        return answer.body();
    }

    public void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Polls for a condition at such intervals, while Jenkins is alive. */
    public void await(String otherwise, Duration limit, int milliseconds, Callable<Boolean> condition)
            throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new UnexpectedOutcome("Jenkins ended by itself:\n" + log());
            }
            if (System.nanoTime() > end) {
                throw new UnexpectedOutcome(otherwise + " within " + limit.toSeconds() + " seconds:\n" + log());
            }
        }
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", authorization);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
