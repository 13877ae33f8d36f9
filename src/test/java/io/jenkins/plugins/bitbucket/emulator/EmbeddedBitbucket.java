package io.jenkins.plugins.bitbucket.emulator;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.http.RequestLog;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.rest.Misbehaviour;
import io.jenkins.plugins.bitbucket.emulator.rest.RateLimit;
import io.jenkins.plugins.bitbucket.emulator.rest.RestApi;
import io.jenkins.plugins.bitbucket.emulator.rest.RestHandler;
import io.jenkins.plugins.bitbucket.emulator.rest.ScopeHeader;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedWorkspace;
import io.jenkins.plugins.bitbucket.emulator.state.Quirks;
import io.jenkins.plugins.bitbucket.emulator.state.Token;
import io.jenkins.plugins.bitbucket.emulator.transport.EmbeddedSsh;
import io.jenkins.plugins.bitbucket.emulator.transport.GitHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jgit.util.FileUtils;

/**
 * Bitbucket Cloud within this process: its REST API and its git over HTTP and SSH on the loopback. Empty at first; accounts,
 * workspaces and repositories are made by its methods, and all is gone when it is closed.
 */
public final class EmbeddedBitbucket implements AutoCloseable {

    /**
     * What every token begins with that is made here. No other text holds these 20 characters, so that a token is known
     * for one wherever it turns up.
     */
    public static final String TOKEN_START = Token.START;

    private static final int THREADS = 16;
    private static final int WAITING_CONNECTIONS = 4096;

    static {
        // Read by the JDK's server once, before its first use: no delay of small packets, and idle connections stay.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final Directory directory = new Directory();
    private final Misbehaviour misbehaviour = new Misbehaviour();
    private final RequestLog requests = new RequestLog();
    private final RequestLog gitRequests = new RequestLog();
    private final ScheduledExecutorService executor;
    private final HttpServer server;
    private final Path folder;
    private final URI origin;
    private final RestApi api;
    private final RestHandler rest;
    private EmbeddedSsh ssh;

    private EmbeddedBitbucket() throws IOException {
        folder = Files.createTempDirectory("embedded-bitbucket");
        executor = Executors.newScheduledThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "embedded-bitbucket");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), WAITING_CONNECTIONS);
        origin = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Uris uris = new Uris(origin);
        api = new RestApi(directory, uris);
        rest = new RestHandler(api, misbehaviour, executor, requests);
        server.createContext("/2.0/", rest);
        server.createContext("/", new GitHandler(directory, gitRequests));
        server.setExecutor(executor);
        server.start();
    }

    public static EmbeddedBitbucket start() {
        try {
            return new EmbeddedBitbucket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the REST API is, without a slash at the end. */
    public URI apiUrl() {
        return origin.resolve("/2.0");
    }

    /** The SSH server, which starts when it is first asked for. */
    public synchronized EmbeddedSsh ssh() {
        if (ssh == null) {
            ssh = new EmbeddedSsh(directory);
        }
        return ssh;
    }

    /** Makes an account. */
    public Account account(String email, String nickname, String displayName) {
        return directory.add(new Account(directory, email, nickname, displayName));
    }

    /** Makes a workspace, without members. */
    public HostedWorkspace workspace(String slug, String name) {
        return directory.add(new HostedWorkspace(slug, name, origin, folder, directory));
    }

    /** Makes a token useless from now on. */
    public void revoke(String token) {
        directory.revoke(token);
    }

    /** The REST requests so far, in the order in which they were served. */
    public List<RecordedRequest> requests() {
        return requests.all();
    }

    /** The operations of the REST API that nobody has called so far. */
    Set<String> operationsNotCalled() {
        return api.notCalledBy(requests().stream().map(RecordedRequest::request).toList());
    }

    /** The requests of git so far; without bodies. */
    public List<RecordedRequest> gitRequests() {
        return gitRequests.all();
    }

    /** How many REST requests have come to which nothing was answered yet. */
    public int unansweredRequests() {
        return rest.unanswered();
    }

    /** Empties both logs. */
    public void forgetRequests() {
        requests.clear();
        gitRequests.clear();
    }

    /** Sends every answer of the REST API so much later; the work is done at once. */
    public void delay(Duration delay) {
        misbehaviour.delay(delay);
    }

    public void scopeHeader(ScopeHeader style) {
        api.scopeHeader(style);
    }

    /** Leaves out of pages what is optional in them: their number and the size of the collection. */
    public void withoutPageTotals() {
        directory.quirks().withoutPageTotals();
    }

    /** Which way Bitbucket takes where it is known to behave in more than one. */
    public Quirks quirks() {
        return directory.quirks();
    }

    /** Admits so many REST requests a second of each account. */
    public void rateLimit(int perSecond) {
        rateLimit(perSecond, Duration.ofSeconds(1));
    }

    /** Admits so many REST requests of each account, whichever of its tokens they have; the others are told so with 429. */
    public void rateLimit(int requests, Duration time) {
        misbehaviour.limit(new RateLimit(requests, time));
    }

    /** Asks the plan for each REST request, before it is served; it runs on several threads. */
    public void misbehave(Function<ServerRequest, Fault> plan) {
        misbehaviour.plan(plan);
    }

    /** Lets the next REST requests go wrong, one fault for each. */
    public void misbehaveOnce(Fault... faults) {
        misbehaviour.once(List.of(faults));
    }

    private void closeSsh() {
        try {
            if (ssh != null) {
                ssh.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is still running writes into the folder that is about to go. */
    private void awaitWork() {
        try {
            executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        server.stop(0);
        closeSsh();
        executor.shutdownNow();
        awaitWork();
        directory
                .workspaces()
                .forEach(workspace -> workspace
                        .repositories()
                        .forEach(repository -> repository.git().close()));
        try {
            FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
