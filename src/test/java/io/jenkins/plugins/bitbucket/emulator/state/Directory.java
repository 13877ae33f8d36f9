package io.jenkins.plugins.bitbucket.emulator.state;

import io.jenkins.plugins.bitbucket.emulator.state.SshVisitor.AccessKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** The accounts with their tokens and SSH keys, and the workspaces. */
public final class Directory {

    private static final int TOKEN_LENGTH = 192;
    private static final String TOKEN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final SecureRandom random = new SecureRandom();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final List<HostedWorkspace> workspaces = new CopyOnWriteArrayList<>();
    private final ByIdentifier<HostedWorkspace> workspaceByIdentifier = new ByIdentifier<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, Account> sshKeys = new ConcurrentHashMap<>();
    private final Set<String> appPasswords = ConcurrentHashMap.newKeySet();
    private final Quirks quirks = new Quirks();
    private final AtomicInteger commentIds = new AtomicInteger();
    private final List<AccessKey> accessKeys = new CopyOnWriteArrayList<>();

    public synchronized Account add(Account account) {
        if (account(known -> known.email().equals(account.email())
                        || known.nickname().equals(account.nickname()))
                .isPresent()) {
            throw new IllegalArgumentException("There is an account like that already: " + account);
        }
        accounts.add(account);
        return account;
    }

    public synchronized HostedWorkspace add(HostedWorkspace workspace) {
        if (workspace(workspace.slug()).isPresent()) {
            throw new IllegalArgumentException("There is a workspace like that already: " + workspace);
        }
        workspaces.add(workspace);
        workspaceByIdentifier.add(workspace, workspace.slug(), workspace.uuid());
        return workspace;
    }

    void renamed(HostedWorkspace workspace, String former) {
        workspaceByIdentifier.rename(workspace, former, workspace.slug());
    }

    public Optional<Account> account(Predicate<Account> which) {
        return accounts.stream().filter(which).findFirst();
    }

    public Account accountOf(String nickname) {
        return account(known -> known.nickname().equals(nickname)).orElseThrow();
    }

    public Quirks quirks() {
        return quirks;
    }

    AtomicInteger commentIds() {
        return commentIds;
    }

    public Collection<HostedWorkspace> workspaces() {
        return workspaces;
    }

    /** By slug or {uuid}, case-insensitive. */
    public Optional<HostedWorkspace> workspace(String identifier) {
        return workspaceByIdentifier.find(identifier);
    }

    /** What had this slug before it was renamed. */
    public Optional<HostedWorkspace> formerWorkspace(String slug) {
        return workspaces.stream().filter(workspace -> workspace.wasOnce(slug)).findFirst();
    }

    void addAppPassword(String password) {
        appPasswords.add(password);
    }

    public boolean isAppPassword(String password) {
        return appPasswords.contains(password);
    }

    String issue(Account account, List<String> scopes) {
        StringBuilder value = new StringBuilder(Token.START);
        while (value.length() < TOKEN_LENGTH) {
            value.append(TOKEN_CHARACTERS.charAt(random.nextInt(TOKEN_CHARACTERS.length())));
        }
        Token token = new Token(value.toString(), account, scopes);
        tokens.put(token.value(), token);
        return token.value();
    }

    public void revoke(String token) {
        tokens.remove(token);
    }

    /** A valid token: neither without scopes nor of a closed account. */
    public Optional<Token> token(String value) {
        return Optional.ofNullable(tokens.get(value))
                .filter(token -> !token.scopes().isEmpty() && token.account().isActive());
    }

    /** @param line the public key in OpenSSH's format, with or without a comment */
    synchronized void addSshKey(Account account, String line) {
        String key = withoutComment(line);
        if (sshKeys.containsKey(key)
                || accessKeys.stream().anyMatch(known -> known.key().equals(key))) {
            throw taken();
        }
        sshKeys.put(key, account);
    }

    synchronized void addAccessKey(HostedRepository repository, String label, String line) {
        if (sshKeys.containsKey(withoutComment(line))) {
            throw taken();
        }
        accessKeys.add(new AccessKey(repository, label, withoutComment(line)));
    }

    /** The identity of a key, if somebody has added it. */
    public Optional<SshVisitor> visitor(PublicKey key) {
        String line = PublicKeyEntry.toString(key);
        Optional<Account> account = Optional.ofNullable(sshKeys.get(line)).filter(Account::isActive);
        List<AccessKey> readable =
                accessKeys.stream().filter(known -> known.key().equals(line)).toList();
        return account.isEmpty() && readable.isEmpty()
                ? Optional.empty()
                : Optional.of(new SshVisitor(account, readable));
    }

    /** A key belongs to one account, or is an access key of any number of repositories. */
    private static IllegalArgumentException taken() {
        return new IllegalArgumentException("Someone has already added that SSH key.");
    }

    private static String withoutComment(String line) {
        return String.join(" ", List.of(line.strip().split("\\s+")).subList(0, 2));
    }
}
