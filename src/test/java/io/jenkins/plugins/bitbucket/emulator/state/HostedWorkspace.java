package io.jenkins.plugins.bitbucket.emulator.state;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A workspace: its members, projects and repositories. */
public final class HostedWorkspace {

    private final Names slugs;
    private final String name;
    private final URI origin;
    private final Path folder;
    private final Directory directory;
    private final UUID uuid = UUID.randomUUID();
    private final Instant createdOn = Instant.now();
    private final Map<Account, Boolean> administratorByMember = new ConcurrentHashMap<>();
    private final Map<String, Project> projects = new ConcurrentSkipListMap<>();
    private final List<HostedRepository> repositories = new CopyOnWriteArrayList<>();
    private final ByIdentifier<HostedRepository> byIdentifier = new ByIdentifier<>();
    private final Project defaultProject;

    public HostedWorkspace(String slug, String name, URI origin, Path folder, Directory directory) {
        this.slugs = new Names(slug);
        this.name = name;
        this.origin = origin;
        this.folder = folder.resolve(slug);
        this.directory = directory;
        project("DEFAULT", "Default project");
        this.defaultProject = projects.get("DEFAULT");
    }

    /** Makes the account a member, with write permission on all repositories except where it is restricted. */
    public HostedWorkspace member(Account account) {
        administratorByMember.put(account, false);
        return this;
    }

    public HostedWorkspace administrator(Account account) {
        administratorByMember.put(account, true);
        return this;
    }

    public HostedWorkspace project(String key, String name) {
        projects.put(key, new Project(key, name, "{" + UUID.randomUUID() + "}", Instant.now()));
        return this;
    }

    /** Creates an empty repository in the default project. */
    public synchronized HostedRepository repository(String slug) {
        if (find(slug).isPresent()) {
            throw new IllegalArgumentException("There is a repository like that already: " + slug);
        }
        // Numbered, because the slug of a renamed repository may be used again.
        Path git = folder.resolve(repositories.size() + "-" + slug + ".git");
        HostedRepository repository = new HostedRepository(this, slug, git, origin, directory);
        repositories.add(repository);
        byIdentifier.add(repository, slug, repository.uuid());
        return repository;
    }

    void renamed(HostedRepository repository, String former) {
        byIdentifier.rename(repository, former, repository.slug());
    }

    /** Renames it: from now on, Bitbucket redirects requests with the old slug. */
    public HostedWorkspace rename(String slug) {
        String former = slug();
        slugs.rename(slug);
        directory.renamed(this, former);
        return this;
    }

    public String slug() {
        return slugs.now();
    }

    String slugAt(Instant moment) {
        return slugs.at(moment);
    }

    boolean wasOnce(String slug) {
        return slugs.wasOnce(slug);
    }

    public String name() {
        return name;
    }

    public String uuid() {
        return "{" + uuid + "}";
    }

    public boolean hasMember(Account account) {
        return administratorByMember.containsKey(account) && !account.isDeparted();
    }

    public boolean isAdministrator(Account account) {
        return administratorByMember.getOrDefault(account, false);
    }

    public List<Account> members() {
        return administratorByMember.keySet().stream()
                .filter(this::hasMember)
                .sorted((a, b) -> a.nickname().compareTo(b.nickname()))
                .toList();
    }

    public Collection<Project> projects() {
        return projects.values();
    }

    Project defaultProject() {
        return defaultProject;
    }

    Project projectOf(String key) {
        return Optional.ofNullable(projects.get(key))
                .orElseThrow(() -> new IllegalArgumentException("No project " + key + " in " + this));
    }

    public Collection<HostedRepository> repositories() {
        return repositories.stream()
                .sorted(Comparator.comparing(HostedRepository::slug))
                .toList();
    }

    /** By slug or {uuid}, case-insensitive. */
    public Optional<HostedRepository> find(String identifier) {
        return byIdentifier.find(identifier);
    }

    /** What had this slug before it was renamed. */
    public Optional<HostedRepository> findFormer(String slug) {
        return repositories.stream()
                .filter(repository -> repository.wasOnce(slug))
                .findFirst();
    }

    public Instant createdOn() {
        return createdOn;
    }

    @Override
    public String toString() {
        return slug();
    }

    /** A project, which groups repositories. */
    public record Project(String key, String name, String uuid, Instant createdOn) {}
}
