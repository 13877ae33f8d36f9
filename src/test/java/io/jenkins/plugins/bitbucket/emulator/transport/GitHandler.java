package io.jenkins.plugins.bitbucket.emulator.transport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.jenkins.plugins.bitbucket.emulator.http.BitbucketError;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import io.jenkins.plugins.bitbucket.emulator.http.RequestLog;
import io.jenkins.plugins.bitbucket.emulator.http.RequestReader;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.http.ServerResponse;
import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Directory;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Serves the repositories over git's smart HTTP.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">the protocol</a>
 */
public final class GitHandler implements HttpHandler {

    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/(info/refs|" + UPLOAD + "|" + RECEIVE + ")");

    /** Seen for addresses of the API without the version. */
    private static final Pattern API_WITHOUT_VERSION = Pattern.compile("/(user|users|repositories|workspaces)(/|$)");

    private final GitAccess access;
    private final RequestLog log;

    public GitHandler(Directory directory, RequestLog log) {
        this.access = new GitAccess(directory);
        this.log = log;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        ServerRequest request = RequestReader.withoutBody(exchange);
        Matcher path = PATH.matcher(request.path());
        try {
            if (!path.matches()) {
                throw API_WITHOUT_VERSION.matcher(request.path()).lookingAt()
                        ? BitbucketError.of(403, "Forbidden")
                        : BitbucketError.noPage();
            }
            boolean advertise = path.group(3).equals("info/refs");
            String service = advertise ? service(request) : path.group(3);
            boolean push = service.equals(RECEIVE);
            HostedRepository repository = access.repository(request, path.group(1), path.group(2), push);
            String type = "application/x-" + service + (advertise ? "-advertisement" : "-result");
            ServerResponse answer = ServerResponse.of(200, type, "").with("Cache-Control", "no-cache");
            log.add(new RecordedRequest(request, answer));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), 0);
            if (push) {
                receive(exchange, repository, advertise);
            } else {
                upload(exchange, repository, advertise);
            }
        } catch (BitbucketError refused) {
            refuse(exchange, request, refused.answer());
        } finally {
            exchange.close();
        }
    }

    private static String service(ServerRequest request) {
        return Uris.parameters(request.query()).stream()
                .filter(parameter -> parameter.getKey().equals("service"))
                .map(Map.Entry::getValue)
                .filter(service -> service.equals(UPLOAD) || service.equals(RECEIVE))
                .findFirst()
                .orElseThrow(BitbucketError::noPage);
    }

    private static void upload(HttpExchange exchange, HostedRepository repository, boolean advertise)
            throws IOException {
        UploadPack pack = new UploadPack(repository.git().jgit());
        pack.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        pack.setExtraParameters(protocol == null ? List.of() : List.of(protocol.split(":")));
        try (OutputStream out = exchange.getResponseBody()) {
            if (advertise) {
                pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), UPLOAD);
            } else {
                pack.upload(body(exchange), out, null);
            }
        }
    }

    private static void receive(HttpExchange exchange, HostedRepository repository, boolean advertise)
            throws IOException {
        ReceivePack pack = new ReceivePack(repository.git().jgit());
        pack.setPreReceiveHook(new MainBranchGuard(repository.git()));
        pack.setBiDirectionalPipe(false);
        try (OutputStream out = exchange.getResponseBody()) {
            if (advertise) {
                PacketLineOut lines = new PacketLineOut(out);
                lines.writeString("# service=" + RECEIVE + "\n");
                lines.end();
                pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
            } else {
                pack.receive(body(exchange), out, null);
                repository.git().adoptMainBranch();
            }
        }
    }

    /**
     * Reads everything at once: JGit skips to the end, and the stream of the JDK's server would skip past it, and
     * block.
     */
    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream body = new ByteArrayInputStream(exchange.getRequestBody().readAllBytes());
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
    }

    private void refuse(HttpExchange exchange, ServerRequest request, ServerResponse answer) throws IOException {
        log.add(new RecordedRequest(request, answer));
        byte[] body = answer.content();
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
