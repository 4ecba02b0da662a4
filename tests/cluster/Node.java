import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of a cluster on this machine: number, folder, first http port, first transport port, how many nodes. */
public class Node {
    private static final String HOST = "127.0.0.1";

    public static void main(final String[] words) throws Exception {
        final int number = Integer.parseInt(words[0]);
        final String folder = words[1];
        final int http = Integer.parseInt(words[2]) + number;
        final int transport = Integer.parseInt(words[3]);
        final int many = Integer.parseInt(words[4]);
        final String[] seeds = new String[many];
        final String[] names = new String[many];
        for (int i = 0; i < many; i++) {
            seeds[i] = HOST + ":" + (transport + i);
            names[i] = "node-" + i;
        }
        final OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((index, settings) -> {
            settings.put("node.name", names[number]);
            settings.put("network.host", HOST);
            settings.put("http.port", String.valueOf(http));
            settings.put("transport.port", String.valueOf(transport + number));
            settings.put("node.roles", "cluster_manager,data");
            // From 3 on, a runner of one node takes it for the whole cluster.
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", seeds);
            settings.putList("cluster.initial_cluster_manager_nodes", names);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
            settings.put("action.auto_create_index", "false");
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(folder).clusterName("minutes-tests")
                .numOfNode(1).baseHttpPort(http - 1).useLogger());
        while (System.in.read() >= 0) {
            // Whoever started this node holds the other end; when they are gone, so is the node.
        }
        Runtime.getRuntime().halt(0);
    }
}
