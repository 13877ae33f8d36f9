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
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
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
 * Bitbucket Cloud within this process: its REST API and its git over HTTP and SSH on the loopback interface. It is
 * empty at first; its methods create accounts, workspaces and repositories. Closing it deletes everything.
 */
public final class EmbeddedBitbucket implements AutoCloseable {

    /**
     * The beginning of every token made here. No other text contains these 20 characters, so that a token is recognized
     * everywhere.
     */
    public static final String TOKEN_START = Token.START;

    private static final int THREADS = 16;
    private static final int WAITING_CONNECTIONS = 4096;

    static {
        // The JDK's server reads these once, before its first use: no delay of small packets, and idle connections stay
        // open.
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

    /** The address of the REST API, without a trailing slash. */
    public URI apiUrl() {
        return origin.resolve("/2.0");
    }

    /** The SSH server, which starts at the first call. */
    public synchronized EmbeddedSsh ssh() {
        if (ssh == null) {
            ssh = new EmbeddedSsh(directory);
        }
        return ssh;
    }

    /** Creates an account. */
    public Account account(String email, String nickname, String displayName) {
        return directory.add(new Account(directory, email, nickname, displayName));
    }

    /** Creates a workspace without members. */
    public HostedWorkspace workspace(String slug, String name) {
        return directory.add(new HostedWorkspace(slug, name, origin, folder, directory));
    }

    /** Revokes a token. */
    public void revoke(String token) {
        directory.revoke(token);
    }

    /** The REST requests so far, in the order in which they were served. */
    public List<RecordedRequest> requests() {
        return requests.all();
    }

    /** The operations of the REST API that were not called so far. */
    Set<String> operationsNotCalled() {
        return api.notCalledBy(requests().stream().map(RecordedRequest::request).toList());
    }

    /** The git requests so far, without bodies. */
    public List<RecordedRequest> gitRequests() {
        return gitRequests.all();
    }

    /** The number of REST requests that are not answered yet. */
    public int unansweredRequests() {
        return rest.unanswered();
    }

    /** Clears both logs. */
    public void forgetRequests() {
        requests.clear();
        gitRequests.clear();
    }

    /** Delays every response of the REST API; the work is done immediately. */
    public void delay(Duration delay) {
        misbehaviour.delay(delay);
    }

    public void scopeHeader(ScopeHeader style) {
        api.scopeHeader(style);
    }

    /** Omits the optional parts of pages: their number and the size of the collection. */
    public void withoutPageTotals() {
        directory.quirks().withoutPageTotals();
    }

    /** The behavior of Bitbucket where more than one is known. */
    public Quirks quirks() {
        return directory.quirks();
    }

    /** Limits the REST requests of each account per second. */
    public void rateLimit(int perSecond) {
        rateLimit(perSecond, Duration.ofSeconds(1));
    }

    /** Limits the REST requests of each account, across its tokens; further ones are answered with 429. */
    public void rateLimit(int requests, Duration time) {
        misbehaviour.limit(new RateLimit(requests, time));
    }

    /** Asks the plan about each REST request before it is served; it runs on several threads. */
    public void misbehave(Function<ServerRequest, Fault> plan) {
        misbehaviour.plan(plan);
    }

    /** Makes the next REST requests fail, with one fault each. */
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

    /** Running tasks may still write to the directory that is being deleted. */
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
        directory.workspaces().forEach(workspace -> workspace.repositories().forEach(HostedRepository::close));
        try {
            FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
