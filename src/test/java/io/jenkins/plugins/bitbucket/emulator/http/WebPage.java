package io.jenkins.plugins.bitbucket.emulator.http;

/** A web page of several kB with profile data, none of which may be logged. */
final class WebPage {

    private static final String SCRIPT =
            "<script>window.__initial_state__ = {\"currentUser\":{\"display_name\":\"Private "
                    + "Person\",\"email\":\"private@person.example\"}};" + "/* a web application */".repeat(400)
                    + "</script>";

    private WebPage() {}

    static ServerResponse answer(int status, String title) {
        return ServerResponse.html(
                status,
                "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + title + " — Bitbucket</title>" + SCRIPT
                        + "</head><body><h1>" + title + "</h1></body></html>\n");
    }
}
