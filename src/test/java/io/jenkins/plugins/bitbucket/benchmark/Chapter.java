package io.jenkins.plugins.bitbucket.benchmark;

import java.util.List;

/** One thing that is measured. */
interface Chapter {

    /** What it is called on the command line. */
    String name();

    /** @param quick whether to do as little as shows that it works */
    List<Table> measure(boolean quick) throws Exception;
}
