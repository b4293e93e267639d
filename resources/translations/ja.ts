<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>Arrange</name>
    <message>
        <source>Arrange</source>
        <translation>整列</translation>
    </message>
</context>
<context>
    <name>BigPreview</name>
    <message>
        <source>Preview of {0}</source>
        <translation>{0} のプレビュー</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Canvas</source>
        <translation>キャンバス</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Add a node…</source>
        <translation>ノードを追加…</translation>
    </message>
    <message>
        <source>Or double-click the empty canvas.</source>
        <translation>空いた場所のダブルクリックでも追加できます。</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>メモを追加</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>接続…</translation>
    </message>
    <message>
        <source>Pick the other end from a list.</source>
        <translation>接続先を一覧から選びます。</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>接続を解除</translation>
    </message>
    <message>
        <source>Cut every wire of the selected nodes.</source>
        <translation>選択したノードのワイヤーをすべて切ります。</translation>
    </message>
    <message>
        <source>Insert a node into the wire…</source>
        <translation>ワイヤーにノードを挿入…</translation>
    </message>
    <message>
        <source>Or drop a node on the wire.</source>
        <translation>ワイヤーにノードをドロップしても挿入できます。</translation>
    </message>
    <message>
        <source>Insert a reroute</source>
        <translation>リルートを挿入</translation>
    </message>
    <message>
        <source>Or double-click the wire.</source>
        <translation>ワイヤーのダブルクリックでも挿入できます。</translation>
    </message>
    <message>
        <source>Probe with a preview</source>
        <translation>プレビューで確認</translation>
    </message>
    <message>
        <source>Or click the node with V held.</source>
        <translation>V を押しながらノードをクリックしても確認できます。</translation>
    </message>
    <message>
        <source>Take out of the wires</source>
        <translation>ワイヤーから外す</translation>
    </message>
    <message>
        <source>The nodes stay, and the gap closes. Or shake the node.</source>
        <translation>ノードを残してワイヤーをつなぎ直します。ノードを振っても外せます。</translation>
    </message>
    <message>
        <source>Frame the selected nodes</source>
        <translation>選択したノードをフレームで囲む</translation>
    </message>
    <message>
        <source>Remove the frame</source>
        <translation>フレームを解除</translation>
    </message>
    <message>
        <source>Make a group, or unfold it</source>
        <translation>グループを作成／展開</translation>
    </message>
    <message>
        <source>Fold the frame into one node, or unfold it: that makes a subgraph.</source>
        <translation>フレームを 1 つのノード (サブグラフ) にまとめるか、展開します。</translation>
    </message>
    <message>
        <source>Go into the group</source>
        <translation>グループに入る</translation>
    </message>
    <message>
        <source>Or double-click it, or press Enter.</source>
        <translation>ダブルクリックまたは Enter でも入れます。</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>グループから出る</translation>
    </message>
    <message>
        <source>Or press Backspace while nothing is selected.</source>
        <translation>何も選択していないときは Backspace でも出られます。</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>切り取り</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>貼り付け</translation>
    </message>
    <message>
        <source>Paste with incoming wires</source>
        <translation>入力ワイヤーごと貼り付け</translation>
    </message>
    <message>
        <source>Wire what is pasted to what fed the originals.</source>
        <translation>元のノードと同じ入力元にワイヤーをつなぎます。</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Or drag with Alt held.</source>
        <translation>Alt を押しながらのドラッグでも複製できます。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Delete and reconnect</source>
        <translation>削除して再接続</translation>
    </message>
    <message>
        <source>Wire what fed the deleted nodes to what they fed.</source>
        <translation>削除したノードの入力元と出力先をワイヤーでつなぎます。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
    <message>
        <source>Invert the selection</source>
        <translation>選択を反転</translation>
    </message>
    <message>
        <source>Select what feeds it</source>
        <translation>上流のノードを選択</translation>
    </message>
    <message>
        <source>Select what it feeds</source>
        <translation>下流のノードを選択</translation>
    </message>
    <message>
        <source>Find in graph…</source>
        <translation>グラフ内を検索…</translation>
    </message>
    <message>
        <source>Go back by one</source>
        <translation>1 つ戻る</translation>
    </message>
    <message>
        <source>Leave the gesture, the row or the selection.</source>
        <translation>操作、行、または選択から抜けます。</translation>
    </message>
    <message>
        <source>Frame the selection</source>
        <translation>選択部分を表示</translation>
    </message>
    <message>
        <source>Frame all</source>
        <translation>全体を表示</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>100 % で表示</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>ズームイン</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>ズームアウト</translation>
    </message>
    <message>
        <source>Map of the graph</source>
        <translation>ミニマップ</translation>
    </message>
    <message>
        <source>Show the node&apos;s picture large</source>
        <translation>ノードの画像を拡大表示</translation>
    </message>
    <message>
        <source>Scrub through the steps</source>
        <translation>ステップをたどる</translation>
    </message>
    <message>
        <source>Look at what the picture was after each step, and fork it from there.</source>
        <translation>各ステップ後の画像を見て、そこから分岐できます。</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>ミュート</translation>
    </message>
    <message>
        <source>Neither the nodes nor what needs them runs.</source>
        <translation>このノードと、その結果を使うノードは実行されません。</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>バイパス</translation>
    </message>
    <message>
        <source>What comes in passes the nodes by.</source>
        <translation>入力がノードを素通りします。</translation>
    </message>
    <message>
        <source>Collapse</source>
        <translation>折りたたむ</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>ピン留め</translation>
    </message>
    <message>
        <source>The nodes stay where they are while others are moved and tidied.</source>
        <translation>ほかのノードを移動・整理しても、そのまま動きません。</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>色…</translation>
    </message>
    <message>
        <source>Edit the row</source>
        <translation>行を編集</translation>
    </message>
    <message>
        <source>The one that the keyboard is at, else the first of the node.</source>
        <translation>キーボードで選んでいる行、なければノードの最初の行を編集します。</translation>
    </message>
    <message>
        <source>Go through the rows</source>
        <translation>行を順に移動</translation>
    </message>
    <message>
        <source>Then Up and Down go from row to row.</source>
        <translation>続けて上下の矢印キーで行を移動できます。</translation>
    </message>
    <message>
        <source>Paint the mask…</source>
        <translation>マスクを描く…</translation>
    </message>
    <message>
        <source>Open the painter of the node. Or click its painting.</source>
        <translation>ノードのペインターを開きます。描画の行をクリックしても開けます。</translation>
    </message>
    <message>
        <source>Replace by another kind…</source>
        <translation>別の種類に置き換え…</translation>
    </message>
    <message>
        <source>Values and wires are kept as far as they fit. Mends unknown nodes.</source>
        <translation>合う値とワイヤーは残ります。不明なノードも直せます。</translation>
    </message>
    <message>
        <source>Help on the node</source>
        <translation>ノードのヘルプ</translation>
    </message>
    <message>
        <source>Show the menu</source>
        <translation>メニューを表示</translation>
    </message>
    <message>
        <source>Reset the value</source>
        <translation>値をリセット</translation>
    </message>
    <message>
        <source>Feed the value from a node</source>
        <translation>値をノードから入力</translation>
    </message>
    <message>
        <source>Make a node that holds the value, to feed several from one place.</source>
        <translation>値を持つノードを作ります。1 か所から複数のノードに入力できます。</translation>
    </message>
    <message>
        <source>Take the value back</source>
        <translation>値を取り込む</translation>
    </message>
    <message>
        <source>Cut the wire, and keep the value.</source>
        <translation>ワイヤーを切り、値を残します。</translation>
    </message>
    <message>
        <source>Publish the input</source>
        <translation>入力を公開</translation>
    </message>
    <message>
        <source>Runs can then set it by name.</source>
        <translation>実行時に名前で設定できるようになります。</translation>
    </message>
    <message>
        <source>Tidy the selection</source>
        <translation>選択部分を整理</translation>
    </message>
    <message>
        <source>Lay nodes out from left to right.</source>
        <translation>ノードを左から右へ並べます。</translation>
    </message>
    <message>
        <source>Tidy everything</source>
        <translation>すべて整理</translation>
    </message>
    <message>
        <source>Snap while dragging</source>
        <translation>ドラッグ中にスナップ</translation>
    </message>
    <message>
        <source>Snap the selection to the grid</source>
        <translation>選択部分をグリッドにスナップ</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>No pack has this node: install its pack, or put another node in its place.</source>
        <translation>このノードを含むパックがありません。パックをインストールするか、別のノードに置き換えてください。</translation>
    </message>
    <message>
        <source>The picture shows here</source>
        <translation>ここに画像が表示されます</translation>
    </message>
    <message>
        <source>1 node</source>
        <translation>1 個のノード</translation>
    </message>
    <message>
        <source>{count} nodes</source>
        <translation>{count} 個のノード</translation>
    </message>
    <message>
        <source>{node} has no free socket that fits.</source>
        <translation>{node} には、つなげる空きソケットがありません。</translation>
    </message>
    <message>
        <source>{frame} has no free socket that fits.</source>
        <translation>{frame} には、つなげる空きソケットがありません。</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Move wires</source>
        <translation>ワイヤーを移動</translation>
    </message>
    <message>
        <source>Pinned: press P to let it go</source>
        <translation>ピン留めされています (P で解除)</translation>
    </message>
    <message>
        <source>Let go to put the node into the wire, or hold Alt to only move it</source>
        <translation>離すとノードがワイヤーに入ります (Alt で移動のみ)</translation>
    </message>
    <message>
        <source>Let go to take the node out of its wires</source>
        <translation>ここで離すと、ノードがワイヤーから外れます</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>Shake out of the wires</source>
        <translation>振ってワイヤーから外す</translation>
    </message>
    <message>
        <source>Insert into the wire</source>
        <translation>ワイヤーに挿入</translation>
    </message>
    <message>
        <source>Resize node</source>
        <translation>ノードのサイズを変更</translation>
    </message>
    <message>
        <source>Resize frame</source>
        <translation>フレームのサイズを変更</translation>
    </message>
    <message>
        <source>Resize note</source>
        <translation>メモのサイズを変更</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>{name} を変更</translation>
    </message>
    <message>
        <source>Takes {type}</source>
        <translation>入力: {type}</translation>
    </message>
    <message>
        <source>Gives {type}</source>
        <translation>出力: {type}</translation>
    </message>
    <message>
        <source>Into the wire of {type}</source>
        <translation>{type} のワイヤーに挿入</translation>
    </message>
    <message>
        <source>Instead of {node}</source>
        <translation>{node} と置き換え</translation>
    </message>
    <message>
        <source>Replace by {title}</source>
        <translation>{title} に置き換え</translation>
    </message>
    <message>
        <source>Add {title}</source>
        <translation>{title} を追加</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>そろえる</translation>
    </message>
    <message>
        <source>Distribute</source>
        <translation>等間隔に配置</translation>
    </message>
    <message>
        <source>Snap to grid</source>
        <translation>グリッドにスナップ</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>少し移動</translation>
    </message>
    <message>
        <source>The graph was edited while it was laid out: tidy it again.</source>
        <translation>整理中にグラフが変更されました。もう一度整理してください。</translation>
    </message>
    <message>
        <source>Tidy layout</source>
        <translation>レイアウトを整理</translation>
    </message>
    <message>
        <source>Copied %n item(s)</source>
        <translation>%n 個をコピーしました</translation>
    </message>
    <message>
        <source>Change colour</source>
        <translation>色を変更</translation>
    </message>
    <message>
        <source>Walk to a node first, with the arrows.</source>
        <translation>先に矢印キーでノードへ移動してください。</translation>
    </message>
    <message>
        <source>Connect {node}</source>
        <translation>{node} を接続</translation>
    </message>
    <message>
        <source>Connect {socket} to</source>
        <translation>{socket} の接続先</translation>
    </message>
    <message>
        <source>Nothing here fits {node}: add a node first.</source>
        <translation>{node} につなげるものがありません。先にノードを追加してください。</translation>
    </message>
    <message>
        <source>New node…</source>
        <translation>新規ノード…</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>フレームで囲む</translation>
    </message>
    <message>
        <source>Select a frame first.</source>
        <translation>先にフレームを選択してください。</translation>
    </message>
    <message>
        <source>Remove frame</source>
        <translation>フレームを解除</translation>
    </message>
    <message>
        <source>Make subgraph</source>
        <translation>サブグラフを作成</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展開</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>まとめる</translation>
    </message>
    <message>
        <source>Add note</source>
        <translation>メモを追加</translation>
    </message>
    <message>
        <source>Rename frame</source>
        <translation>フレームの名前を変更</translation>
    </message>
    <message>
        <source>Edit note</source>
        <translation>メモを編集</translation>
    </message>
    <message>
        <source>Select some nodes first.</source>
        <translation>先にノードを選択してください。</translation>
    </message>
    <message>
        <source>Select one thing to rename.</source>
        <translation>名前を変更するものを 1 つ選択してください。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>タイトル</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>ピン留めを外す</translation>
    </message>
    <message>
        <source>Snapping is on</source>
        <translation>スナップ: オン</translation>
    </message>
    <message>
        <source>Snapping is off</source>
        <translation>スナップ: オフ</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>既定値に戻す</translation>
    </message>
    <message>
        <source>Feed from a node</source>
        <translation>ノードから入力</translation>
    </message>
    <message>
        <source>Unpublish</source>
        <translation>公開を取り消す</translation>
    </message>
    <message>
        <source>Publish as {name}</source>
        <translation>{name} として公開</translation>
    </message>
    <message>
        <source>New seed at each run</source>
        <translation>実行ごとに新しいシード</translation>
    </message>
    <message>
        <source>{input} gets its value from {node}.</source>
        <translation>{input} の値は {node} から入力されています。</translation>
    </message>
    <message>
        <source>Values of an unknown node can only be seen: install its pack first.</source>
        <translation>不明なノードの値は表示のみです。先にパックをインストールしてください。</translation>
    </message>
    <message>
        <source>{input} takes a wire: press C to connect it.</source>
        <translation>{input} にはワイヤーをつなぎます。C キーで接続できます。</translation>
    </message>
    <message>
        <source>Nothing is here yet: press Tab to add.</source>
        <translation>まだ何もありません。Tab キーで追加できます。</translation>
    </message>
    <message>
        <source>Delete wire</source>
        <translation>ワイヤーを削除</translation>
    </message>
    <message>
        <source>Insert reroute</source>
        <translation>リルートを挿入</translation>
    </message>
    <message>
        <source>Select a wire first, by clicking it.</source>
        <translation>先にワイヤーをクリックして選択してください。</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>プレビューで確認</translation>
    </message>
    <message>
        <source>{node} gives nothing to look at.</source>
        <translation>{node} には見られる出力がありません。</translation>
    </message>
    <message>
        <source>Select one node first.</source>
        <translation>先にノードを 1 つ選択してください。</translation>
    </message>
    <message>
        <source>Select a group first: a frame that is folded.</source>
        <translation>先にグループ (まとめたフレーム) を選択してください。</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>Distribute from left to right</source>
        <translation>左右等間隔に配置</translation>
    </message>
    <message>
        <source>Distribute from top to bottom</source>
        <translation>上下等間隔に配置</translation>
    </message>
    <message>
        <source>Align left edges</source>
        <translation>左端をそろえる</translation>
    </message>
    <message>
        <source>Align centres</source>
        <translation>左右中央をそろえる</translation>
    </message>
    <message>
        <source>Align right edges</source>
        <translation>右端をそろえる</translation>
    </message>
    <message>
        <source>Align top edges</source>
        <translation>上端をそろえる</translation>
    </message>
    <message>
        <source>Align middles</source>
        <translation>上下中央をそろえる</translation>
    </message>
    <message>
        <source>Align bottom edges</source>
        <translation>下端をそろえる</translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation>左へ少し移動</translation>
    </message>
    <message>
        <source>Nudge far left</source>
        <translation>左へ大きく移動</translation>
    </message>
    <message>
        <source>Walk left along the wire</source>
        <translation>ワイヤーに沿って左のノードへ</translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation>右へ少し移動</translation>
    </message>
    <message>
        <source>Nudge far right</source>
        <translation>右へ大きく移動</translation>
    </message>
    <message>
        <source>Walk right along the wire</source>
        <translation>ワイヤーに沿って右のノードへ</translation>
    </message>
    <message>
        <source>Nudge up</source>
        <translation>上へ少し移動</translation>
    </message>
    <message>
        <source>Nudge far up</source>
        <translation>上へ大きく移動</translation>
    </message>
    <message>
        <source>Walk up</source>
        <translation>上のノードへ</translation>
    </message>
    <message>
        <source>Nudge down</source>
        <translation>下へ少し移動</translation>
    </message>
    <message>
        <source>Nudge far down</source>
        <translation>下へ大きく移動</translation>
    </message>
    <message>
        <source>Walk down</source>
        <translation>下のノードへ</translation>
    </message>
    <message>
        <source>{coming} wires in, {going} out</source>
        <translation>入力ワイヤー {coming} 本、出力ワイヤー {going} 本</translation>
    </message>
    <message>
        <source>{title}. {nodes}, folded. {coming} wires in, {going} out.</source>
        <translation>{title}。{nodes}をまとめたもの。入力ワイヤー {coming} 本、出力ワイヤー {going} 本。</translation>
    </message>
    <message>
        <source>{title}: {nodes}. Double-click to go into it.</source>
        <translation>{title}: {nodes}。ダブルクリックで中に入ります。</translation>
    </message>
    <message>
        <source>{type}, from {source} to {target}</source>
        <translation>{type}: {source} から {target} へ</translation>
    </message>
    <message>
        <source>Unfold this frame</source>
        <translation>このフレームを展開</translation>
    </message>
    <message>
        <source>Fold this frame into one node</source>
        <translation>このフレームを 1 つのノードにまとめる</translation>
    </message>
    <message>
        <source>Collapse this node</source>
        <translation>このノードを折りたたむ</translation>
    </message>
    <message>
        <source>Show all of this node</source>
        <translation>このノード全体を表示</translation>
    </message>
    <message>
        <source>The next run runs it: {why}</source>
        <translation>次回は実行します: {why}</translation>
    </message>
    <message>
        <source>The next run runs it, unless what comes in turns out to be the same: {why}</source>
        <translation>次回は入力の内容が同じでなければ実行します: {why}</translation>
    </message>
    <message>
        <source>The next run takes the kept result: {why}</source>
        <translation>次回は保持した結果を使います: {why}</translation>
    </message>
    <message>
        <source>The next run runs it if it is asked for: {why}</source>
        <translation>次回は必要になれば実行します: {why}</translation>
    </message>
    <message>
        <source>The next run does not need it: {why}</source>
        <translation>次回は必要ありません: {why}</translation>
    </message>
    <message>
        <source>The next run skips it: {why}</source>
        <translation>次回はスキップします: {why}</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>ミュート中</translation>
    </message>
    <message>
        <source>Bypassed</source>
        <translation>バイパス中</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>ピン留め中</translation>
    </message>
    <message>
        <source>needs a wire</source>
        <translation>ワイヤーが必要</translation>
    </message>
    <message>
        <source>not wired</source>
        <translation>未接続</translation>
    </message>
    <message>
        <source>{title}, output</source>
        <translation>{title} (出力)</translation>
    </message>
    <message>
        <source>{title}. A frame, open.</source>
        <translation>{title}。開いたフレーム。</translation>
    </message>
    <message>
        <source>Taken from the kept results</source>
        <translation>保持した結果を使用</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>from {source}</source>
        <translation>{source} から</translation>
    </message>
    <message>
        <source>{title}, input</source>
        <translation>{title} (入力)</translation>
    </message>
    <message>
        <source>to {ends}</source>
        <translation>{ends} へ</translation>
    </message>
    <message>
        <source>Took {time}</source>
        <translation>所要時間 {time}</translation>
    </message>
    <message>
        <source>Skipped: {why}</source>
        <translation>スキップ: {why}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Cut wires</source>
        <translation>ワイヤーを切断</translation>
    </message>
</context>
<context>
    <name>CanvasView</name>
    <message>
        <source>Canvas</source>
        <translation>キャンバス</translation>
    </message>
</context>
<context>
    <name>ChoicePopover</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Search the choices</source>
        <translation>選択肢を検索</translation>
    </message>
</context>
<context>
    <name>ColourField</name>
    <message>
        <source>Mix the colour</source>
        <translation>色を調整</translation>
    </message>
</context>
<context>
    <name>ColourSheet</name>
    <message>
        <source>Choose a colour</source>
        <translation>色を選択</translation>
    </message>
    <message>
        <source>Code of the colour</source>
        <translation>カラーコード</translation>
    </message>
    <message>
        <source>No colour</source>
        <translation>色なし</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>コマンドパレット</translation>
    </message>
    <message>
        <source>No command matches. Try fewer letters.</source>
        <translation>一致するコマンドがありません。文字を減らしてみてください。</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>何をしますか?</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Commands that match</source>
        <translation>一致するコマンド</translation>
    </message>
    <message>
        <source>↑ ↓ choose      Enter run      Esc close</source>
        <translation>↑ ↓ 選択      Enter 実行      Esc 閉じる</translation>
    </message>
</context>
<context>
    <name>CommandRow</name>
    <message>
        <source>not now</source>
        <translation>今は使えません</translation>
    </message>
</context>
<context>
    <name>CurveField</name>
    <message>
        <source>No curve</source>
        <translation>カーブなし</translation>
    </message>
    <message>
        <source>Draw the curve</source>
        <translation>カーブを描く</translation>
    </message>
    <message>
        <source>Draw the curve (Alt+Down)</source>
        <translation>カーブを描く (Alt+Down)</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>Curve</source>
        <translation>カーブ</translation>
    </message>
    <message>
        <source>Point {number} of {count}: {value} at {place}</source>
        <translation>点 {number} / {count}: 位置 {place} で {value}</translation>
    </message>
    <message>
        <source>Double-click to draw a curve, or choose a shape below</source>
        <translation>ダブルクリックでカーブを描くか、下の形を選択</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>ノイズ</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画像</translation>
    </message>
</context>
<context>
    <name>CurveSheet</name>
    <message>
        <source>Draw the curve</source>
        <translation>カーブを描く</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>一定</translation>
    </message>
    <message>
        <source>The same from beginning to end</source>
        <translation>最初から最後まで同じ値</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>直線</translation>
    </message>
    <message>
        <source>Falls evenly</source>
        <translation>一定の割合で下がります</translation>
    </message>
    <message>
        <source>Ease</source>
        <translation>イーズ</translation>
    </message>
    <message>
        <source>Falls gently at both ends</source>
        <translation>始めと終わりが緩やかに下がります</translation>
    </message>
    <message>
        <source>Early</source>
        <translation>前半</translation>
    </message>
    <message>
        <source>Strong at first: it shapes the layout</source>
        <translation>始めに強く効きます。構図を決めます</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>後半</translation>
    </message>
    <message>
        <source>Strong in the end: it shapes the detail</source>
        <translation>終わりに強く効きます。細部を決めます</translation>
    </message>
    <message>
        <source>Place of the point</source>
        <translation>点の位置</translation>
    </message>
    <message>
        <source>Value of the point</source>
        <translation>点の値</translation>
    </message>
    <message>
        <source>{value} at {place}</source>
        <translation>位置 {place} で {value}</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>反転</translation>
    </message>
    <message>
        <source>Turn it round</source>
        <translation>始めと終わりを入れ替えます</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>消去</translation>
    </message>
    <message>
        <source>Have no curve</source>
        <translation>カーブを使いません</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Add a point (double click)</source>
        <translation>点を追加 (ダブルクリック)</translation>
    </message>
    <message>
        <source>Take the point away (Delete)</source>
        <translation>点を削除 (Delete)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Keep the curve (Enter)</source>
        <translation>カーブを確定します (Enter)</translation>
    </message>
</context>
<context>
    <name>Description</name>
    <message>
        <source>In</source>
        <translation>入力</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>出力</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>値</translation>
    </message>
</context>
<context>
    <name>DownloadCard</name>
    <message>
        <source>Get</source>
        <translation>入手</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>破棄</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Here.</source>
        <translation>入手済み</translation>
    </message>
</context>
<context>
    <name>DownloadStrip</name>
    <message>
        <source>How far the download is</source>
        <translation>ダウンロードの進行状況</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>What its page asks for …</source>
        <translation>利用条件とトークン…</translation>
    </message>
</context>
<context>
    <name>Downloads</name>
    <message>
        <source>Here. The origin gives no hash: only size and form were checked.</source>
        <translation>入手済み。配布元にハッシュがないため、サイズと形式だけを確認しました。</translation>
    </message>
    <message>
        <source>Waits for the one before it.</source>
        <translation>前のダウンロードを待っています。</translation>
    </message>
    <message>
        <source>Asking what there is…</source>
        <translation>配布元に確認しています…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>停止しています…</translation>
    </message>
    <message>
        <source>Stopped. What came is kept.</source>
        <translation>停止しました。受信済みの分は保持しています。</translation>
    </message>
    <message>
        <source>Here, checked.</source>
        <translation>入手済み。確認しました。</translation>
    </message>
    <message>
        <source>Checking {0}…</source>
        <translation>{0} を確認しています…</translation>
    </message>
    <message>
        <source>{0}, {1}/s</source>
        <translation>{0}、{1}/秒</translation>
    </message>
    <message>
        <source>{0} of {1}, {2}/s</source>
        <translation>{0} / {1}、{2}/秒</translation>
    </message>
    <message>
        <source>{0} of {1}, {2}/s, {3} left</source>
        <translation>{0} / {1}、{2}/秒、残り {3}</translation>
    </message>
</context>
<context>
    <name>DownloadsSheet</name>
    <message>
        <source>Get models</source>
        <translation>モデルを入手</translation>
    </message>
    <message>
        <source>Search models to get</source>
        <translation>入手できるモデルを検索</translation>
    </message>
    <message>
        <source>, asks to agree first</source>
        <translation>、要同意</translation>
    </message>
    <message>
        <source>{0} GB</source>
        <translation>{0} GB</translation>
    </message>
    <message>
        <source>owner/name, owner/name:file or an https address</source>
        <translation>owner/name、owner/name:file、または https アドレス</translation>
    </message>
    <message>
        <source>Any other model</source>
        <translation>その他のモデル</translation>
    </message>
    <message>
        <source>What is it?</source>
        <translation>種類を選択</translation>
    </message>
    <message>
        <source>Single files go into the folder of their kind.</source>
        <translation>単体のファイルは種類ごとのフォルダーに入ります。</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>入手</translation>
    </message>
    <message>
        <source>No such starter model</source>
        <translation>該当するモデルがありません</translation>
    </message>
    <message>
        <source>Name any other below: its repository on the hub, or an address.</source>
        <translation>ほかのモデルは、ハブのリポジトリ名かアドレスを下に入力してください。</translation>
    </message>
</context>
<context>
    <name>Drops</name>
    <message>
        <source>No node takes {name} by itself.</source>
        <translation>{name} を単体で読み込むノードはありません。</translation>
    </message>
    <message>
        <source>{name} carries the workflow that made it.</source>
        <translation>{name} にはワークフローが含まれています。</translation>
    </message>
    <message>
        <source>Load as a picture</source>
        <translation>画像を読み込む</translation>
    </message>
    <message>
        <source>Open its workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>{name}: open a workflow first, then drop it on its canvas.</source>
        <translation>{name}: 先にワークフローを開き、キャンバスにドロップしてください。</translation>
    </message>
    <message>
        <source>Set {name}</source>
        <translation>{name} を設定</translation>
    </message>
    <message>
        <source>Add {title}</source>
        <translation>{title} を追加</translation>
    </message>
    <message>
        <source>{name} holds {count} pictures. Drop up to {most} at once on an open workflow.</source>
        <translation>{name} には画像が {count} 枚あります。開いたワークフローに一度にドロップできるのは {most} 枚までです。</translation>
    </message>
    <message>
        <source>Add a Load Image node for each of the {count} pictures in {name}?</source>
        <translation>{name} の画像 {count} 枚それぞれに Load Image ノードを追加しますか?</translation>
    </message>
    <message>
        <source>Add them</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>画像を追加</translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
</context>
<context>
    <name>Examination</name>
    <message>
        <source>Examining this machine …</source>
        <translation>このコンピューターを診断しています…</translation>
    </message>
</context>
<context>
    <name>File</name>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>New workflow</source>
        <translation>新規ワークフロー</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>開く…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>名前を付けて保存…</translation>
    </message>
    <message>
        <source>Show the pictures&apos; folder</source>
        <translation>画像フォルダーを表示</translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation>モデルを入手…</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>タブを閉じる</translation>
    </message>
    <message>
        <source>Reopen closed tab</source>
        <translation>閉じたタブを開き直す</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>最近使ったファイルはありません</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>この一覧を消去</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近使ったファイルを開く</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>Choose a folder</source>
        <translation>フォルダーを選択</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>ファイルを選択</translation>
    </message>
    <message>
        <source>Pictures ({types})</source>
        <translation>画像 ({types})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Workflows (*.json *.png)</source>
        <translation>ワークフロー (*.json *.png)</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing was closed since the program started.</source>
        <translation>起動後に閉じたタブはありません。</translation>
    </message>
    <message>
        <source>Open a workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>Workflows and pictures that carry one (*.json *.png)</source>
        <translation>ワークフローとそれを含む画像 (*.json *.png)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Save the workflow</source>
        <translation>ワークフローを保存</translation>
    </message>
    <message>
        <source>Workflows (*.json)</source>
        <translation>ワークフロー (*.json)</translation>
    </message>
    <message>
        <source>“{title}” has edits that are not saved.</source>
        <translation>「{title}」には保存していない変更があります。</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>保存せずに閉じる</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>保存して閉じる</translation>
    </message>
    <message>
        <source>{name} is there already.</source>
        <translation>{name} はすでにあります。</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>置き換える</translation>
    </message>
    <message>
        <source>Choose another name</source>
        <translation>別の名前にする</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was opened here.</source>
        <translation>{name} は、ここで開いた後に別のプログラムによって変更されています。</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>上書きする</translation>
    </message>
    <message>
        <source>Save as another file</source>
        <translation>別のファイルに保存</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Pictures</source>
        <translation>画像</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Which models</source>
        <translation>表示するモデル</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Families</source>
        <translation>系統</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>お気に入り</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>破損</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重複</translation>
    </message>
    <message>
        <source>Show {0} only</source>
        <translation>{0}だけを表示</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Title, type or value</source>
        <translation>タイトル、種類、値</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>グラフ内を検索</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>There is no such folder yet.</source>
        <translation>このフォルダーはまだありません。</translation>
    </message>
</context>
<context>
    <name>Following</name>
    <message>
        <source>Engine ready</source>
        <translation>エンジン準備完了</translation>
    </message>
    <message>
        <source>Engine starts again …</source>
        <translation>エンジンを再起動しています…</translation>
    </message>
    <message>
        <source>Next run: {time}</source>
        <translation>次回の実行: {time}</translation>
    </message>
    <message>
        <source>The graph cannot run yet: see Problems.</source>
        <translation>グラフはまだ実行できません。「問題」を確認してください。</translation>
    </message>
</context>
<context>
    <name>Forecast</name>
    <message>
        <source>it has effects or no stable answer, so it runs every time</source>
        <translation>副作用があるか結果が一定でないため、毎回実行されます</translation>
    </message>
    <message>
        <source>what it reads cannot be read right now; the run will say why</source>
        <translation>読み込む対象を今は読めません。理由は実行時に表示されます</translation>
    </message>
    <message>
        <source>everything that needs it is kept</source>
        <translation>これを必要とする結果はすべて保存されています</translation>
    </message>
    <message>
        <source>nothing that it depends on has changed</source>
        <translation>依存するものは何も変わっていません</translation>
    </message>
    <message>
        <source>only a lazy input needs it</source>
        <translation>遅延入力だけがこれを必要としています</translation>
    </message>
    <message>
        <source>{name}: what is in the file changed</source>
        <translation>{name}: ファイルの内容が変わりました</translation>
    </message>
    <message>
        <source>the model or the list that it reads changed</source>
        <translation>読み込むモデルまたは一覧が変わりました</translation>
    </message>
    <message>
        <source>the code of its pack changed</source>
        <translation>パックのコードが変わりました</translation>
    </message>
    <message>
        <source>its version changed from {old} to {new}</source>
        <translation>バージョンが {old} から {new} に変わりました</translation>
    </message>
    <message>
        <source>it has not run yet</source>
        <translation>まだ実行していません</translation>
    </message>
    <message>
        <source>nothing changed; its result is not kept</source>
        <translation>何も変わっていませんが、結果は保持されていません</translation>
    </message>
    <message>
        <source>its result is not the one that was used before</source>
        <translation>結果が以前に使われたものと異なります</translation>
    </message>
    <message>
        <source>it runs every time</source>
        <translation>毎回実行されます</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>なし</translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>{name} の操作</translation>
    </message>
    <message>
        <source>Public name of {name}</source>
        <translation>{name} の公開名</translation>
    </message>
    <message>
        <source>Fed by {source}. Press to go there.</source>
        <translation>{source} から入力されています。押すと移動します。</translation>
    </message>
    <message>
        <source>{name}, fed by {source}</source>
        <translation>{name} ({source} から入力)</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>既定値に戻す</translation>
    </message>
    <message>
        <source>Go to what feeds it</source>
        <translation>入力元へ移動</translation>
    </message>
    <message>
        <source>Take the wire off</source>
        <translation>ワイヤーを外す</translation>
    </message>
    <message>
        <source>Feed from a node</source>
        <translation>ノードから入力</translation>
    </message>
    <message>
        <source>Unpublish</source>
        <translation>公開を取り消す</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>公開</translation>
    </message>
    <message>
        <source>Runs set it by this name</source>
        <translation>実行時にこの名前で設定できます</translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>starred</source>
        <translation>スター付き</translation>
    </message>
</context>
<context>
    <name>GalleryPanel</name>
    <message>
        <source>Gallery</source>
        <translation>ギャラリー</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Search prompts and titles</source>
        <translation>プロンプトとタイトルを検索</translation>
    </message>
    <message>
        <source>Show starred pictures only</source>
        <translation>スター付きの画像だけを表示</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>画像のサイズ</translation>
    </message>
    <message>
        <source>No picture is like that</source>
        <translation>該当する画像なし</translation>
    </message>
    <message>
        <source>Search for other words, or show all pictures and not only starred ones.</source>
        <translation>別の言葉で検索するか、スター付き以外の画像も表示してください。</translation>
    </message>
    <message>
        <source>No pictures yet</source>
        <translation>画像はまだありません</translation>
    </message>
    <message>
        <source>Press Run: every picture that is saved appears here, with its workflow.</source>
        <translation>「実行」を押してください。保存された画像が、ワークフローとともにここに並びます。</translation>
    </message>
    <message>
        <source>{0} could not be moved to the trash: delete it in the file manager.</source>
        <translation>{0} をゴミ箱に移動できませんでした。ファイルマネージャーで削除してください。</translation>
    </message>
    <message>
        <source>Moved to the trash: {0}</source>
        <translation>ゴミ箱に移動しました: {0}</translation>
    </message>
    <message>
        <source>Take the star away</source>
        <translation>スターを外す</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>スターを付ける</translation>
    </message>
    <message>
        <source>Open its workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>Use in graph</source>
        <translation>グラフで使う</translation>
    </message>
    <message>
        <source>Compare the two</source>
        <translation>2 枚を比較</translation>
    </message>
    <message>
        <source>View</source>
        <translation>拡大表示</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>フォルダーに表示</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>ゴミ箱に移動</translation>
    </message>
</context>
<context>
    <name>Getting</name>
    <message>
        <source>Get models</source>
        <translation>モデルを入手</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name} を入手しました。</translation>
    </message>
</context>
<context>
    <name>Graph</name>
    <message>
        <source>Graph</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Fork from this step: another prompt</source>
        <translation>このステップから分岐: 別のプロンプト</translation>
    </message>
    <message>
        <source>Fork from this step: another guidance</source>
        <translation>このステップから分岐: 別のガイダンス</translation>
    </message>
    <message>
        <source>Fork from this step: another seed</source>
        <translation>このステップから分岐: 別のシード</translation>
    </message>
    <message>
        <source>Make a second sampler that shares the steps up to the one in the viewer.</source>
        <translation>ビューアーに表示中のステップまでを共有する 2 つ目のサンプラーを作ります。</translation>
    </message>
</context>
<context>
    <name>GraphPage</name>
    <message>
        <source>Title of the graph</source>
        <translation>グラフのタイトル</translation>
    </message>
    <message>
        <source>What the graph is for</source>
        <translation>グラフの説明</translation>
    </message>
    <message>
        <source>Say what this graph is for</source>
        <translation>このグラフの用途を書いてください</translation>
    </message>
    <message>
        <source>Inputs for runs from outside</source>
        <translation>外部から設定できる入力</translation>
    </message>
    <message>
        <source>Untitled graph</source>
        <translation>無題のグラフ</translation>
    </message>
    <message>
        <source>{0} nodes, {1} wires</source>
        <translation>ノード {0} 個、ワイヤー {1} 本</translation>
    </message>
    <message>
        <source>None. Give a value a public name in its node, and “graphstudio run --set” can set it by that name.</source>
        <translation>ありません。ノードの値に公開名を付けると、「graphstudio run --set」からその名前で設定できます。</translation>
    </message>
    <message>
        <source>Take the public name {0} back</source>
        <translation>公開名 {0} を取り消す</translation>
    </message>
    <message>
        <source>Running, {0} of {1} nodes done</source>
        <translation>実行中: ノード {0} / {1} 完了</translation>
    </message>
    <message>
        <source>Has not run yet</source>
        <translation>未実行</translation>
    </message>
    <message>
        <source>Last run: done in {0}</source>
        <translation>前回の実行: {0}で完了</translation>
    </message>
    <message>
        <source>Last run: failed</source>
        <translation>前回の実行: 失敗</translation>
    </message>
    <message>
        <source>Last run: failed after {0}</source>
        <translation>前回の実行: {0}で失敗</translation>
    </message>
    <message>
        <source>Last run: stopped after {0}</source>
        <translation>前回の実行: {0}で停止</translation>
    </message>
    <message>
        <source>Take a public name back</source>
        <translation>公開名を取り消す</translation>
    </message>
    <message>
        <source>Describe the graph</source>
        <translation>グラフの説明を変更</translation>
    </message>
    <message>
        <source>The painting is fed by a wire: take the wire off to paint.</source>
        <translation>描画はワイヤーから入力されています。描くにはワイヤーを外してください。</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Examine this machine</source>
        <translation>このコンピューターを診断</translation>
    </message>
    <message>
        <source>Look for what keeps GraphStudio from working; the log has the findings.</source>
        <translation>GraphStudio の動作を妨げるものを調べ、結果をログに書き出します。</translation>
    </message>
    <message>
        <source>About GraphStudio</source>
        <translation>GraphStudio について</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>Opened</source>
        <translation>開いた状態</translation>
    </message>
    <message>
        <source>done</source>
        <translation>適用済み</translation>
    </message>
    <message>
        <source>this is the present state</source>
        <translation>現在の状態</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>取り消し済み</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>No graph is open</source>
        <translation>グラフが開いていません</translation>
    </message>
    <message>
        <source>Open a graph, and every step you make is listed here.</source>
        <translation>グラフを開くと、操作の履歴がここに並びます。</translation>
    </message>
</context>
<context>
    <name>HueBar</name>
    <message>
        <source>Hue</source>
        <translation>色相</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>インスペクター</translation>
    </message>
    <message>
        <source>No graph is open</source>
        <translation>グラフが開いていません</translation>
    </message>
    <message>
        <source>Open a graph and select a node: its values and its help appear here.</source>
        <translation>グラフを開いてノードを選択すると、値とヘルプがここに表示されます。</translation>
    </message>
</context>
<context>
    <name>JobDelegate</name>
    <message>
        <source>Queued {0}</source>
        <translation>追加: {0}</translation>
    </message>
    <message>
        <source>The program ended while it ran. Run it again to go on.</source>
        <translation>実行中にプログラムが終了しました。続けるにはもう一度実行してください。</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>画像 1 枚</translation>
    </message>
    <message>
        <source>{0} pictures</source>
        <translation>画像 {0} 枚</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
</context>
<context>
    <name>JobProgress</name>
    <message>
        <source>Starting…</source>
        <translation>開始しています…</translation>
    </message>
    <message>
        <source>{0}, step {1} of {2}</source>
        <translation>{0}: ステップ {1} / {2}</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>残り {0}</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Press the keys… Esc stops</source>
        <translation>キーを押してください… Esc で中止</translation>
    </message>
    <message>
        <source>Add shortcut…</source>
        <translation>ショートカットを追加…</translation>
    </message>
</context>
<context>
    <name>LibraryModel</name>
    <message>
        <source>Favourites</source>
        <translation>お気に入り</translation>
    </message>
    <message>
        <source>Used last</source>
        <translation>最近使用</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Library</source>
        <translation>ライブラリー</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>ノード</translation>
    </message>
    <message>
        <source>Search nodes</source>
        <translation>ノードを検索</translation>
    </message>
    <message>
        <source>No node is like that</source>
        <translation>該当するノードなし</translation>
    </message>
    <message>
        <source>Try fewer letters, or what the node makes: image, latent, mask.</source>
        <translation>文字を減らすか、作るものの名前 (image、latent、mask) で探してください。</translation>
    </message>
    <message>
        <source>Add to the graph</source>
        <translation>グラフに追加</translation>
    </message>
    <message>
        <source>Take the star away</source>
        <translation>お気に入りから外す</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>お気に入りに追加</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>ログの行</translation>
    </message>
    <message>
        <source>Filter the log</source>
        <translation>ログを絞り込む</translation>
    </message>
    <message>
        <source>Least level shown</source>
        <translation>表示する最低レベル</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>ログをコピー</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>ログを消去</translation>
    </message>
    <message>
        <source>Nothing was logged</source>
        <translation>ログはありません</translation>
    </message>
    <message>
        <source>What nodes and libraries print during a run appears here.</source>
        <translation>実行中のノードとライブラリーの出力がここに表示されます。</translation>
    </message>
    <message>
        <source>No line passes the filter</source>
        <translation>条件に合う行がありません</translation>
    </message>
    <message>
        <source>Empty the search field, or show more levels.</source>
        <translation>検索欄を空にするか、表示するレベルを増やしてください。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>消去</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Brought back with unsaved edits: {titles}</source>
        <translation>保存していない変更を復元しました: {titles}</translation>
    </message>
    <message>
        <source>The list of runs was damaged, and an empty one has taken its place. The old file is kept: {path}. Queue again what was waiting.</source>
        <translation>実行の一覧が壊れていたため、空の一覧に置き換えました。元のファイルは {path} に残してあります。待機中だった実行はキューに入れ直してください。</translation>
    </message>
    <message>
        <source>Something went wrong, and nothing is lost. The log has the details. {line}</source>
        <translation>問題が発生しましたが、作業内容は失われていません。詳細はログを参照してください。{line}</translation>
    </message>
    <message>
        <source>Engine starts again …</source>
        <translation>エンジンを再起動しています…</translation>
    </message>
    <message>
        <source>GraphStudio {version}, Apache-2.0. Icons: Material Design Icons. Font: Inter.</source>
        <translation>GraphStudio {version}、Apache-2.0。アイコン: Material Design Icons。フォント: Inter。</translation>
    </message>
</context>
<context>
    <name>Marking</name>
    <message>
        <source>Tags</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>タグを追加</translation>
    </message>
    <message>
        <source>What it is good for, which strength, which sampler</source>
        <translation>用途、強さ、合うサンプラーなど</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Take the tag {0} away</source>
        <translation>タグ {0} を外す</translation>
    </message>
</context>
<context>
    <name>Mask</name>
    <message>
        <source>Mask</source>
        <translation>マスク</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>ブラシ</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>長方形</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>楕円</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>投げ縄</translation>
    </message>
    <message>
        <source>Take away instead of adding</source>
        <translation>追加せずに消す</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>ブラシを小さく</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>ブラシを大きく</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>ブラシをやわらかく</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>ブラシを硬く</translation>
    </message>
    <message>
        <source>Choose everything</source>
        <translation>すべて塗る</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>マスクを消去</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>マスクを反転</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>画像全体を表示</translation>
    </message>
    <message>
        <source>One pixel for each pixel</source>
        <translation>等倍で表示</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Further away</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Back to the canvas</source>
        <translation>キャンバスに戻る</translation>
    </message>
    <message>
        <source>Give up the stroke, or go back</source>
        <translation>描きかけを取りやめる、または戻る</translation>
    </message>
</context>
<context>
    <name>Memory</name>
    <message>
        <source>{0:.1f} GiB</source>
        <translation>{0:.1f} GiB</translation>
    </message>
    <message>
        <source>{0:.0f} MiB</source>
        <translation>{0:.0f} MiB</translation>
    </message>
    <message>
        <source>{0:.0f} KiB</source>
        <translation>{0:.0f} KiB</translation>
    </message>
    <message>
        <source>in use now</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>others share its weights, such as a LoRA on it</source>
        <translation>LoRA を適用したモデルなどと重みを共有しています</translation>
    </message>
    <message>
        <source>waits for its turn on the device</source>
        <translation>デバイスの順番を待っています</translation>
    </message>
    <message>
        <source>used lately, kept for the next run</source>
        <translation>最近使用し、次の実行のために保持しています</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>テキストエンコーダー</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>T2I-Adapter</source>
        <translation>T2I-Adapter</translation>
    </message>
    <message>
        <source>IP-Adapter</source>
        <translation>IP-Adapter</translation>
    </message>
    <message>
        <source>Image encoder</source>
        <translation>画像エンコーダー</translation>
    </message>
    <message>
        <source>Upscaler</source>
        <translation>アップスケーラー</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>パイプライン</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>A result of an earlier graph</source>
        <translation>以前のグラフの結果</translation>
    </message>
    <message>
        <source>kept result: what needs it again does not wait</source>
        <translation>保持した結果: 次に必要なときに計算し直しません</translation>
    </message>
    <message>
        <source>{0} more results</source>
        <translation>ほか {0} 件の結果</translation>
    </message>
    <message>
        <source>kept results: what needs them again does not wait</source>
        <translation>保持した結果: 次に必要なときに計算し直しません</translation>
    </message>
    <message>
        <source>Steps of pictures</source>
        <translation>画像の途中のステップ</translation>
    </message>
    <message>
        <source>so that a changed run goes on in the middle</source>
        <translation>変更したとき、途中から実行を続けるためです</translation>
    </message>
</context>
<context>
    <name>MemoryPanel</name>
    <message>
        <source>Memory</source>
        <translation>メモリー</translation>
    </message>
    <message>
        <source>Memory of the device that is used</source>
        <translation>デバイスの使用中のメモリー</translation>
    </message>
    <message>
        <source>What is in memory</source>
        <translation>メモリーの内容</translation>
    </message>
    <message>
        <source>Let go of the chosen model</source>
        <translation>選択したモデルを破棄</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空にする</translation>
    </message>
    <message>
        <source>Let go of kept results, steps of pictures and models that are not in use</source>
        <translation>保持した結果、画像の途中のステップ、使っていないモデルを破棄</translation>
    </message>
    <message>
        <source>The engine starts …</source>
        <translation>エンジンを起動しています…</translation>
    </message>
    <message>
        <source>{device}: {used} of {total} used  ·  machine: {free} free</source>
        <translation>{device}: {used} / {total} 使用中  ·  コンピューター: 空き {free}</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>エンジン</translation>
    </message>
    <message>
        <source>Nothing is held</source>
        <translation>何も保持していません</translation>
    </message>
    <message>
        <source>Models and results that the engine keeps for the next run are listed here.</source>
        <translation>エンジンが次の実行のために保持しているモデルと結果がここに並びます。</translation>
    </message>
    <message>
        <source>Let go of this model</source>
        <translation>このモデルを破棄</translation>
    </message>
    <message>
        <source>Show the node</source>
        <translation>ノードを表示</translation>
    </message>
</context>
<context>
    <name>MemoryPlot</name>
    <message>
        <source>Memory over time</source>
        <translation>メモリーの推移</translation>
    </message>
    <message>
        <source>Memory that stays after a run grew by {0} over {1} runs</source>
        <translation>実行後に残るメモリーが {1} 回の実行で {0} 増えました</translation>
    </message>
    <message>
        <source>Used: {0}</source>
        <translation>使用中: {0}</translation>
    </message>
    <message>
        <source>Without what is kept: {0}</source>
        <translation>保持分を除く: {0}</translation>
    </message>
    <message>
        <source>Reserved: {0}</source>
        <translation>予約済み: {0}</translation>
    </message>
    <message>
        <source>Peak: {0}</source>
        <translation>ピーク: {0}</translation>
    </message>
    <message>
        <source>Peak of this run: {0}</source>
        <translation>この実行のピーク: {0}</translation>
    </message>
    <message>
        <source>1 minute ago</source>
        <translation>1 分前</translation>
    </message>
    <message>
        <source>{0} minutes ago</source>
        <translation>{0} 分前</translation>
    </message>
    <message>
        <source>now</source>
        <translation>現在</translation>
    </message>
</context>
<context>
    <name>Minimap</name>
    <message>
        <source>Map of the graph</source>
        <translation>ミニマップ</translation>
    </message>
    <message>
        <source>The arrow keys move what the canvas shows.</source>
        <translation>矢印キーでキャンバスの表示範囲を移動します。</translation>
    </message>
    <message>
        <source>Map of the graph: click or drag to go there</source>
        <translation>ミニマップ: クリックまたはドラッグで移動</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>選択したモデル</translation>
    </message>
    <message>
        <source>Trigger words</source>
        <translation>トリガーワード</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>計算</translation>
    </message>
    <message>
        <source>Compute the hash</source>
        <translation>ハッシュを計算</translation>
    </message>
    <message>
        <source>Copy the hash</source>
        <translation>ハッシュをコピー</translation>
    </message>
    <message>
        <source>The hash is being computed</source>
        <translation>ハッシュを計算しています</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>お気に入り</translation>
    </message>
    <message>
        <source>Add to canvas</source>
        <translation>キャンバスに追加</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>パスをコピー</translation>
    </message>
    <message>
        <source>Select the nodes that use it</source>
        <translation>使用しているノードを選択</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>ゴミ箱に移動</translation>
    </message>
    <message>
        <source>Copy {0}</source>
        <translation>{0} をコピー</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>パス</translation>
    </message>
    <message>
        <source>Take the star away</source>
        <translation>お気に入りから外す</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>お気に入りに追加</translation>
    </message>
    <message>
        <source>Copied: {0}</source>
        <translation>コピーしました: {0}</translation>
    </message>
</context>
<context>
    <name>ModelFolders</name>
    <message>
        <source>Add folder…</source>
        <translation>フォルダーを追加…</translation>
    </message>
    <message>
        <source>Look no more in {0}</source>
        <translation>{0} を検索対象から外す</translation>
    </message>
    <message>
        <source>There is no such folder now.</source>
        <translation>このフォルダーは今ありません。</translation>
    </message>
    <message>
        <source>Ships with GraphStudio</source>
        <translation>GraphStudio に付属</translation>
    </message>
    <message>
        <source>Layout: {0}</source>
        <translation>構成: {0}</translation>
    </message>
    <message>
        <source>Add a folder with models</source>
        <translation>モデルのフォルダーを追加</translation>
    </message>
</context>
<context>
    <name>ModelKinds</name>
    <message>
        <source>Annotator</source>
        <translation>アノテーター</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>チェックポイント</translation>
    </message>
    <message>
        <source>Class model</source>
        <translation>クラスモデル</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>Denoiser</source>
        <translation>デノイザー</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>埋め込み</translation>
    </message>
    <message>
        <source>Image encoder</source>
        <translation>画像エンコーダー</translation>
    </message>
    <message>
        <source>IP-Adapter</source>
        <translation>IP-Adapter</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>パイプライン</translation>
    </message>
    <message>
        <source>Pixel model</source>
        <translation>ピクセルモデル</translation>
    </message>
    <message>
        <source>Safety checker</source>
        <translation>安全性チェッカー</translation>
    </message>
    <message>
        <source>T2I-Adapter</source>
        <translation>T2I-Adapter</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>テキストエンコーダー</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Upscaler</source>
        <translation>アップスケーラー</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
</context>
<context>
    <name>ModelLinks</name>
    <message>
        <source>Open a workflow first.</source>
        <translation>先にワークフローを開いてください。</translation>
    </message>
    <message>
        <source>No node of this workflow uses {0}.</source>
        <translation>このワークフローには {0} を使うノードがありません。</translation>
    </message>
    <message>
        <source>Move {0} ({1}) to the trash?</source>
        <translation>{0} ({1}) をゴミ箱に移動しますか?</translation>
    </message>
    <message>
        <source>Move {0} models ({1}) to the trash?</source>
        <translation>{0} 個のモデル ({1}) をゴミ箱に移動しますか?</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>ゴミ箱に移動</translation>
    </message>
    <message>
        <source>{0} is in the trash now: {1}</source>
        <translation>{0} をゴミ箱に移動しました: {1}</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>元に戻す</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>favourite</source>
        <translation>お気に入り</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Use “{name}”</source>
        <translation>「{name}」を使う</translation>
    </message>
    <message>
        <source>Copy the command that gets it</source>
        <translation>入手コマンドをコピー</translation>
    </message>
    <message>
        <source>Choose a file …</source>
        <translation>ファイルを選択…</translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation>フォルダーを選択…</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>手元のものを使う</translation>
    </message>
    <message>
        <source>Download it again from {place}</source>
        <translation>{place} から再ダウンロード</translation>
    </message>
    <message>
        <source>Download from {place}</source>
        <translation>{place} からダウンロード</translation>
    </message>
    <message>
        <source>Download {size} from {place}</source>
        <translation>{place} からダウンロード ({size})</translation>
    </message>
</context>
<context>
    <name>ModelSheet</name>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Models of “{title}”</source>
        <translation>「{title}」のモデル</translation>
    </message>
</context>
<context>
    <name>ModelWatch</name>
    <message>
        <source>Use found models</source>
        <translation>見つかったモデルを使う</translation>
    </message>
    <message>
        <source>Looking for models by their content …</source>
        <translation>内容が同じモデルを探しています…</translation>
    </message>
    <message>
        <source>Looked for models by their content.</source>
        <translation>内容が同じモデルを探しました。</translation>
    </message>
    <message>
        <source>Details …</source>
        <translation>詳細…</translation>
    </message>
    <message>
        <source>Use found files</source>
        <translation>見つかったものを使う</translation>
    </message>
    <message>
        <source>{n} found under another name</source>
        <translation>別の名前で見つかったもの {n} 件</translation>
    </message>
    <message>
        <source>{n} missing</source>
        <translation>見つからないもの {n} 件</translation>
    </message>
    <message>
        <source>{n} with another content than was meant</source>
        <translation>内容が異なるもの {n} 件</translation>
    </message>
    <message>
        <source>{n} damaged</source>
        <translation>破損したもの {n} 件</translation>
    </message>
    <message>
        <source>{n} that could not be looked for</source>
        <translation>確認できないもの {n} 件</translation>
    </message>
    <message>
        <source>Models were not looked for: {trouble}</source>
        <translation>モデルを確認できませんでした: {trouble}</translation>
    </message>
    <message>
        <source>Models of “{title}”: {states}.</source>
        <translation>「{title}」のモデル: {states}。</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>モデルを選択</translation>
    </message>
</context>
<context>
    <name>ModelsPanel</name>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>モデルを検索</translation>
    </message>
    <message>
        <source>Names, trigger words, tags, notes, families</source>
        <translation>名前、トリガーワード、タグ、メモ、系統で検索</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>画像で表示</translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation>モデルを入手…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>How far the search for models is</source>
        <translation>モデルの検索の進行状況</translation>
    </message>
    <message>
        <source>{0} copies  ·  {1} can be freed</source>
        <translation>{0} 個  ·  {1} 削減可能</translation>
    </message>
    <message>
        <source>Comparing what is of equal size …</source>
        <translation>同じサイズのものを比較しています…</translation>
    </message>
    <message>
        <source>{0} files so far</source>
        <translation>{0} 個のファイルを確認済み</translation>
    </message>
    <message>
        <source>Looking for models …</source>
        <translation>モデルを探しています…</translation>
    </message>
    <message>
        <source>Add a folder with models</source>
        <translation>モデルのフォルダーを追加</translation>
    </message>
    <message>
        <source>Sort by name</source>
        <translation>名前順</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>サイズの大きい順</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新しい順</translation>
    </message>
    <message>
        <source>Find duplicates</source>
        <translation>重複を探す</translation>
    </message>
    <message>
        <source>Rescan</source>
        <translation>再スキャン</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>フォルダーを追加…</translation>
    </message>
    <message>
        <source>Take the star away</source>
        <translation>お気に入りから外す</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>お気に入りに追加</translation>
    </message>
    <message>
        <source>Add to canvas</source>
        <translation>キャンバスに追加</translation>
    </message>
    <message>
        <source>Select the nodes that use it</source>
        <translation>使用しているノードを選択</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>パスをコピー</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>ゴミ箱に移動</translation>
    </message>
    <message>
        <source>No model is here twice</source>
        <translation>重複したモデルはありません</translation>
    </message>
    <message>
        <source>Every model has a content of its own.</source>
        <translation>同じ内容のモデルは見つかりませんでした。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>No model is like that</source>
        <translation>該当するモデルがありません</translation>
    </message>
    <message>
        <source>Search for other words, or release the chips above.</source>
        <translation>別の言葉で検索するか、上の絞り込みを解除してください。</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>少しお待ちください。</translation>
    </message>
    <message>
        <source>Put models into one of these folders, or add the folder of another program: ComfyUI, InvokeAI and A1111 are understood.
{0}</source>
        <translation>次のフォルダーのどれかにモデルを入れるか、ほかのプログラムのフォルダーを追加してください。ComfyUI、InvokeAI、A1111 に対応しています。
{0}</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>モデルはまだありません</translation>
    </message>
    <message>
        <source>{0} groups, {1} can be freed</source>
        <translation>重複 {0} 組、{1} 削減可能</translation>
    </message>
    <message>
        <source>{0} models</source>
        <translation>{0} 個のモデル</translation>
    </message>
    <message>
        <source>{0} of {1} models</source>
        <translation>{1} 個中 {0} 個のモデル</translation>
    </message>
    <message>
        <source>{0} broken</source>
        <translation>破損 {0} 個</translation>
    </message>
</context>
<context>
    <name>Node</name>
    <message>
        <source>Node</source>
        <translation>ノード</translation>
    </message>
</context>
<context>
    <name>NodeDetails</name>
    <message>
        <source>Takes</source>
        <translation>入力</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>出力</translation>
    </message>
</context>
<context>
    <name>NodePage</name>
    <message>
        <source>Title of the node</source>
        <translation>ノードのタイトル</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Mute: it passes nothing on (M)</source>
        <translation>ミュート: 何も出力しません (M)</translation>
    </message>
    <message>
        <source>Bypass: it passes its input on (B)</source>
        <translation>バイパス: 入力をそのまま渡します (B)</translation>
    </message>
    <message>
        <source>Scrub through the steps</source>
        <translation>ステップをたどる</translation>
    </message>
    <message>
        <source>Look at what the picture was after each step, and fork it from there.</source>
        <translation>各ステップ後の画像を見て、そこから分岐できます。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Wires</source>
        <translation>ワイヤー</translation>
    </message>
    <message>
        <source>No node pack on this machine has “{0}”. Its values and wires are kept as they are. Install the pack that has it, or replace it by another node from its context menu.</source>
        <translation>このコンピューターのノードパックに「{0}」がありません。値とワイヤーはそのまま残ります。これを含むパックをインストールするか、コンテキストメニューから別のノードに置き換えてください。</translation>
    </message>
    <message>
        <source>About this node</source>
        <translation>このノードについて</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>ミュート</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>ミュートを解除</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>バイパス</translation>
    </message>
    <message>
        <source>Take back bypass</source>
        <translation>バイパスを解除</translation>
    </message>
</context>
<context>
    <name>NodeSearch</name>
    <message>
        <source>Add a node</source>
        <translation>ノードを追加</translation>
    </message>
    <message>
        <source>Find a node</source>
        <translation>ノードを検索</translation>
    </message>
    <message>
        <source>Nodes that were found</source>
        <translation>見つかったノード</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>お気に入り</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>No node fits this wire.</source>
        <translation>このワイヤーに合うノードがありません。</translation>
    </message>
    <message>
        <source>No node is found by “{wanted}”. Try fewer letters.</source>
        <translation>「{wanted}」に一致するノードがありません。文字を減らしてみてください。</translation>
    </message>
    <message>
        <source>↑ ↓  choose      Enter  add      Ctrl+D  favourite      Esc  close</source>
        <translation>↑ ↓  選択      Enter  追加      Ctrl+D  お気に入り      Esc  閉じる</translation>
    </message>
</context>
<context>
    <name>Outlook</name>
    <message>
        <source>no time to speak of</source>
        <translation>ごくわずか</translation>
    </message>
    <message>
        <source>about {0}, {1} to {2}</source>
        <translation>約 {0} ({1}～{2})</translation>
    </message>
    <message>
        <source>Memory: about {0} GiB, {1} to {2}, for {3}</source>
        <translation>メモリー ({3}): 約 {0} GiB、{1}～{2}</translation>
    </message>
    <message>
        <source>{0} (a rule of thumb)</source>
        <translation>{0} (目安)</translation>
    </message>
    <message>
        <source>{0}; {1} GiB are free</source>
        <translation>{0}。空き {1} GiB</translation>
    </message>
    <message>
        <source>{0}: it will run sparingly</source>
        <translation>{0}: メモリーを節約して実行します</translation>
    </message>
    <message>
        <source>all other models wait meanwhile; same picture</source>
        <translation>その間ほかのモデルをメモリーから外します。画像は変わりません</translation>
    </message>
    <message>
        <source>weights come block by block; slower, same picture</source>
        <translation>重みをブロックごとに読み込みます。遅くなりますが、画像は変わりません</translation>
    </message>
    <message>
        <source>in pieces; slower, fine detail may differ</source>
        <translation>分割して処理します。遅くなり、細部が変わることがあります</translation>
    </message>
    <message>
        <source>in half precision; fine detail may differ</source>
        <translation>半精度で計算します。細部が変わることがあります</translation>
    </message>
    <message>
        <source>weights come layer by layer; much slower</source>
        <translation>重みを層ごとに読み込みます。かなり遅くなります</translation>
    </message>
    <message>
        <source>{0}: {1} ({2} GiB instead of {3})</source>
        <translation>{0}: {1} ({3} → {2} GiB)</translation>
    </message>
    <message>
        <source>{0}; {1} would help instead</source>
        <translation>{0}。代わりに {1} も使えます</translation>
    </message>
    <message>
        <source>not known yet for {0}</source>
        <translation>{0} は未計測</translation>
    </message>
    <message>
        <source>not known yet for {0} and {1} more</source>
        <translation>{0} ほか {1} 件は未計測</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Start</source>
        <translation>スタート</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>ビューアー</translation>
    </message>
    <message>
        <source>Not saved to a file yet</source>
        <translation>まだファイルに保存されていません</translation>
    </message>
</context>
<context>
    <name>Painter</name>
    <message>
        <source>Fill the mask</source>
        <translation>マスクを塗りつぶす</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>マスクを消去</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>ブラシの線</translation>
    </message>
    <message>
        <source>Erase a shape</source>
        <translation>図形で消す</translation>
    </message>
    <message>
        <source>Paint a shape</source>
        <translation>図形を塗る</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>マスクを反転</translation>
    </message>
    <message>
        <source>The node that was painted for is gone.</source>
        <translation>マスクを描いていたノードがなくなりました。</translation>
    </message>
    <message>
        <source>The painting is fed by a wire now.</source>
        <translation>描画はワイヤーから入力されるようになりました。</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>{0} を読み込めません: {1}</translation>
    </message>
    <message>
        <source>{share} chosen</source>
        <translation>選択 {share}</translation>
    </message>
    <message>
        <source>Marks: {count}</source>
        <translation>描画数: {count}</translation>
    </message>
    <message>
        <source>Mask that is painted over the picture</source>
        <translation>画像の上に描くマスク</translation>
    </message>
    <message>
        <source>No picture is wired to this node yet. What you paint keeps its place on any picture that is.</source>
        <translation>このノードにはまだ画像がつながっていません。描いたものは、あとでつないだ画像でも同じ位置に残ります。</translation>
    </message>
    <message>
        <source>The picture is not known yet: run the graph once (Ctrl+Enter), and it shows here. What you paint now keeps its place.</source>
        <translation>画像がまだありません。グラフを一度実行すると (Ctrl+Enter) ここに表示されます。いま描いたものの位置は変わりません。</translation>
    </message>
    <message>
        <source>Paint with the left button, erase with the right one</source>
        <translation>左ボタンで塗り、右ボタンで消します</translation>
    </message>
    <message>
        <source>Draw the border of an area; the right button cuts it out</source>
        <translation>領域の縁を描きます。右ボタンなら切り抜きます</translation>
    </message>
    <message>
        <source>Drag a corner; Shift makes it regular, Alt begins in the middle</source>
        <translation>角をドラッグします。Shift で縦横を同じに、Alt で中心から描きます</translation>
    </message>
    <message>
        <source>Mask painter</source>
        <translation>マスクペインター</translation>
    </message>
</context>
<context>
    <name>PainterBar</name>
    <message>
        <source>Take away instead of adding (X)</source>
        <translation>追加せずに消す (X)</translation>
    </message>
    <message>
        <source>Brush (B)</source>
        <translation>ブラシ (B)</translation>
    </message>
    <message>
        <source>Rectangle (R)</source>
        <translation>長方形 (R)</translation>
    </message>
    <message>
        <source>Ellipse (O)</source>
        <translation>楕円 (O)</translation>
    </message>
    <message>
        <source>Lasso (L)</source>
        <translation>投げ縄 (L)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬さ</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>重ね表示</translation>
    </message>
    <message>
        <source>The brush&apos;s size ([ and ], Shift+wheel)</source>
        <translation>ブラシのサイズ ([ と ]、Shift+ホイール)</translation>
    </message>
    <message>
        <source>How hard the brush&apos;s edge is (Shift+[ and Shift+], Ctrl+Shift+wheel)</source>
        <translation>ブラシの縁の硬さ (Shift+[ と Shift+]、Ctrl+Shift+ホイール)</translation>
    </message>
    <message>
        <source>How much one stroke covers</source>
        <translation>1 回の線で塗る濃さ</translation>
    </message>
    <message>
        <source>How much of the picture the mask&apos;s colour hides</source>
        <translation>マスクの色で画像を隠す濃さ</translation>
    </message>
    <message>
        <source>Choose everything (G)</source>
        <translation>すべて塗る (G)</translation>
    </message>
    <message>
        <source>Clear the mask (Del)</source>
        <translation>マスクを消去 (Del)</translation>
    </message>
    <message>
        <source>Invert the mask (I)</source>
        <translation>マスクを反転 (I)</translation>
    </message>
    <message>
        <source>Show the whole picture (F)</source>
        <translation>画像全体を表示 (F)</translation>
    </message>
    <message>
        <source>One pixel for each pixel (1)</source>
        <translation>等倍で表示 (1)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>ズーム</translation>
    </message>
    <message>
        <source>Colour that shows what is chosen</source>
        <translation>選択部分を示す色</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Go back to the canvas (Enter). Every stroke is kept.</source>
        <translation>キャンバスに戻ります (Enter)。描いた線はすべて残ります。</translation>
    </message>
</context>
<context>
    <name>PaintingField</name>
    <message>
        <source>Paint…</source>
        <translation>描く…</translation>
    </message>
    <message>
        <source>Open the painter</source>
        <translation>ペインターを開く</translation>
    </message>
    <message>
        <source>Open the painter (K on the canvas)</source>
        <translation>ペインターを開く (キャンバスで K)</translation>
    </message>
</context>
<context>
    <name>PanelLinks</name>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Nodes</source>
        <translation>ノード</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>インスペクター</translation>
    </message>
    <message>
        <source>History</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>キュー</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>ギャラリー</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリー</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
</context>
<context>
    <name>PickList</name>
    <message>
        <source>Type to narrow down</source>
        <translation>入力して絞り込み</translation>
    </message>
</context>
<context>
    <name>PictureDetails</name>
    <message>
        <source>View</source>
        <translation>拡大表示</translation>
    </message>
    <message>
        <source>Open its workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>No prompt was found in its workflow.</source>
        <translation>ワークフローにプロンプトがありません。</translation>
    </message>
    <message>
        <source>{0} pictures chosen</source>
        <translation>{0} 枚を選択中</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>General</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Shows when GraphStudio starts next time.</source>
        <translation>次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>Open the tabs of last time</source>
        <translation>前回のタブを開く</translation>
    </message>
    <message>
        <source>Unsaved work comes back in any case.</source>
        <translation>保存していない作業は設定にかかわらず復元されます。</translation>
    </message>
    <message>
        <source>Tell when a run ends</source>
        <translation>実行の終了を通知</translation>
    </message>
    <message>
        <source>With a message on the desktop, while the window is behind.</source>
        <translation>ウィンドウが背面にあるとき、デスクトップに通知します。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>Size of everything</source>
        <translation>表示サイズ</translation>
    </message>
    <message>
        <source>On top of what the desktop says. Shows at the next start.</source>
        <translation>デスクトップの設定に加えて拡大・縮小します。次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>動きを減らす</translation>
    </message>
    <message>
        <source>Nothing pulses or glides; progress is still shown.</source>
        <translation>点滅や滑らかな移動をなくします。進行状況は表示されます。</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>キャンバス</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>マウス</translation>
    </message>
    <message>
        <source>Mouse wheel</source>
        <translation>マウスホイール</translation>
    </message>
    <message>
        <source>With Ctrl it always zooms, with Shift it moves sideways.</source>
        <translation>Ctrl を押すと常にズーム、Shift を押すと横に移動します。</translation>
    </message>
    <message>
        <source>Zooms</source>
        <translation>ズーム</translation>
    </message>
    <message>
        <source>Moves the view</source>
        <translation>表示を移動</translation>
    </message>
    <message>
        <source>Dragging on empty canvas</source>
        <translation>空いた場所のドラッグ</translation>
    </message>
    <message>
        <source>The middle button, or Space, moves the view in any case.</source>
        <translation>中ボタンまたは Space では常に表示を移動します。</translation>
    </message>
    <message>
        <source>Selects (Blender, Houdini)</source>
        <translation>選択 (Blender、Houdini)</translation>
    </message>
    <message>
        <source>Moves the view (ComfyUI)</source>
        <translation>表示を移動 (ComfyUI)</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>ノード</translation>
    </message>
    <message>
        <source>Snap to the grid</source>
        <translation>グリッドにスナップ</translation>
    </message>
    <message>
        <source>Nodes that are dragged or resized keep to 8 pixels.</source>
        <translation>移動やサイズ変更を 8 ピクセル単位にそろえます。</translation>
    </message>
    <message>
        <source>Pictures inside nodes</source>
        <translation>ノード内の画像</translation>
    </message>
    <message>
        <source>Each node shows the picture that it made.</source>
        <translation>各ノードが作った画像をノードの中に表示します。</translation>
    </message>
    <message>
        <source>What the next run does</source>
        <translation>次回の実行の予測</translation>
    </message>
    <message>
        <source>A line at the foot of each node: thick where it runs, broken where it may, thin where its result is kept.</source>
        <translation>各ノードの下端に線を表示します。太線は実行、破線は実行の可能性あり、細線は保持した結果を使うことを示します。</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>ミニマップ</translation>
    </message>
    <message>
        <source>A small map of the whole graph in the corner.</source>
        <translation>グラフ全体の小さな地図を隅に表示します。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Dropped files</source>
        <translation>ドロップしたファイル</translation>
    </message>
    <message>
        <source>Forget what you answered with “do not ask again”.</source>
        <translation>「次回から確認しない」で選んだ答えを忘れます。</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>エンジン</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Where networks run. Changing it restarts the engine.</source>
        <translation>計算する場所です。変更するとエンジンが再起動します。</translation>
    </message>
    <message>
        <source>Automatic: the fastest one</source>
        <translation>自動: 最も速いもの</translation>
    </message>
    <message>
        <source>GPU (CUDA, ROCm)</source>
        <translation>GPU (CUDA、ROCm)</translation>
    </message>
    <message>
        <source>Second GPU</source>
        <translation>2 番目の GPU</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple GPU</translation>
    </message>
    <message>
        <source>CPU: slow, always works</source>
        <translation>CPU: 遅いが必ず動く</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>For models that do not say. Half takes half the memory.</source>
        <translation>指定のないモデルに使います。半精度はメモリー半分です。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Full (float32)</source>
        <translation>単精度 (float32)</translation>
    </message>
    <message>
        <source>Half (float16)</source>
        <translation>半精度 (float16)</translation>
    </message>
    <message>
        <source>Half, wide (bfloat16)</source>
        <translation>半精度・広範囲 (bfloat16)</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリー</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>保持する結果</translation>
    </message>
    <message>
        <source>What nodes made is kept, so that it need not be made again. This computer has {gib} GiB of memory.</source>
        <translation>ノードの結果を残しておき、同じ計算を繰り返しません。このコンピューターのメモリーは {gib} GiB です。</translation>
    </message>
    <message>
        <source>Devices for the queue</source>
        <translation>キューのデバイス</translation>
    </message>
    <message>
        <source>All: each GPU has an engine of its own, and runs go side by side. Needs as many times the memory.</source>
        <translation>「すべて」では GPU ごとにエンジンを起動し、同時に実行します。その数だけメモリーが必要です。</translation>
    </message>
    <message>
        <source>The device above</source>
        <translation>上のデバイス</translation>
    </message>
    <message>
        <source>All GPUs</source>
        <translation>すべての GPU</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Where nodes look for models by name.</source>
        <translation>ノードが名前でモデルを探す場所です。</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>モデルのフォルダー</translation>
    </message>
    <message>
        <source>Where models are looked for</source>
        <translation>モデルを探す場所</translation>
    </message>
    <message>
        <source>Folders of ComfyUI, InvokeAI, A1111 and the Hugging Face cache are understood as they are. Nothing in them is changed.</source>
        <translation>ComfyUI、InvokeAI、A1111、Hugging Face のキャッシュのフォルダーをそのまま使えます。中身は変更しません。</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Where finished pictures are saved.</source>
        <translation>できあがった画像を保存する場所です。</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再び確認する</translation>
    </message>
</context>
<context>
    <name>PreferencesPage</name>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>Saved as you change it</source>
        <translation>変更はすぐに保存されます</translation>
    </message>
</context>
<context>
    <name>ProblemDelegate</name>
    <message>
        <source>Check</source>
        <translation>検査</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>前回の実行</translation>
    </message>
</context>
<context>
    <name>ProblemModel</name>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>エラー</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>No graph is open</source>
        <translation>グラフが開いていません</translation>
    </message>
    <message>
        <source>Open a graph to see what is in its way.</source>
        <translation>グラフを開くと、実行を妨げる問題が表示されます。</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>問題はありません</translation>
    </message>
    <message>
        <source>Nothing is in the way of this graph. Press Run to make a picture.</source>
        <translation>このグラフは実行できます。「実行」を押すと画像を作ります。</translation>
    </message>
    <message>
        <source>Go to the node</source>
        <translation>ノードへ移動</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy the download command</source>
        <translation>ダウンロードのコマンドをコピー</translation>
    </message>
</context>
<context>
    <name>ProseField</name>
    <message>
        <source>Larger editor (Ctrl+E)</source>
        <translation>大きなエディター (Ctrl+E)</translation>
    </message>
</context>
<context>
    <name>ProseSheet</name>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Keep the text (Esc or Ctrl+Enter)</source>
        <translation>入力を確定 (Esc または Ctrl+Enter)</translation>
    </message>
    <message>
        <source>{words} words, {characters} characters</source>
        <translation>{words} 語、{characters} 文字</translation>
    </message>
</context>
<context>
    <name>QuestionBar</name>
    <message>
        <source>Remember my answer</source>
        <translation>次回から確認しない</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>キュー</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>実行一覧</translation>
    </message>
    <message>
        <source>Nothing is queued</source>
        <translation>キューは空です</translation>
    </message>
    <message>
        <source>Press Run, and the run appears here. Several wait for each other.</source>
        <translation>「実行」を押すと、ここに表示されます。複数の実行は順番に処理されます。</translation>
    </message>
    <message>
        <source>The queue in short</source>
        <translation>キューの概要</translation>
    </message>
    <message>
        <source>Stop the present run</source>
        <translation>現在の実行を停止</translation>
    </message>
    <message>
        <source>Clear what is over; its pictures stay</source>
        <translation>終わった実行を消去 (画像は残ります)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Start the runs that wait</source>
        <translation>待機中の実行を始める</translation>
    </message>
    <message>
        <source>Let the present run end, and start no other one</source>
        <translation>現在の実行が終わったら、次を始めない</translation>
    </message>
    <message>
        <source>{0} waiting</source>
        <translation>{0} 件待機中</translation>
    </message>
    <message>
        <source>Paused, {0} waiting</source>
        <translation>一時停止中、{0} 件待機中</translation>
    </message>
    <message>
        <source>Show its picture</source>
        <translation>画像を表示</translation>
    </message>
    <message>
        <source>Open its graph</source>
        <translation>グラフを開く</translation>
    </message>
    <message>
        <source>Run first</source>
        <translation>最優先で実行</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上へ移動</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下へ移動</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>もう一度実行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>一覧から削除</translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>Pixel under the pointer</source>
        <translation>ポインター位置のピクセル</translation>
    </message>
    <message>
        <source>About the picture</source>
        <translation>画像の情報</translation>
    </message>
    <message>
        <source>Point at the picture to read its pixels</source>
        <translation>画像にポインターを重ねるとピクセル値を表示します</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
</context>
<context>
    <name>Reset</name>
    <message>
        <source>Reset: {title}</source>
        <translation>リセット: {title}</translation>
    </message>
</context>
<context>
    <name>Run</name>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Queue a run of this workflow as it is now.</source>
        <translation>今の状態のワークフローをキューに追加します。</translation>
    </message>
    <message>
        <source>Run before all that waits</source>
        <translation>最優先で実行</translation>
    </message>
    <message>
        <source>Put a run of this workflow at the head of the queue.</source>
        <translation>このワークフローをキューの先頭に追加します。</translation>
    </message>
    <message>
        <source>Run the selected nodes only</source>
        <translation>選択したノードだけを実行</translation>
    </message>
    <message>
        <source>Run what the selected nodes need, and nothing else.</source>
        <translation>選択したノードに必要なものだけを実行します。</translation>
    </message>
    <message>
        <source>Warm up</source>
        <translation>ウォームアップ</translation>
    </message>
    <message>
        <source>Load the models of this workflow, so that its next run starts at once.</source>
        <translation>このワークフローのモデルを読み込み、次の実行がすぐに始まるようにします。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop what runs now, after its present step.</source>
        <translation>現在のステップが終わったところで実行を停止します。</translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation>メモリーを解放</translation>
    </message>
    <message>
        <source>Let go of kept results and of models that are not in use.</source>
        <translation>保持した結果と、使っていないモデルを破棄します。</translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation>エンジンを再起動</translation>
    </message>
    <message>
        <source>End the engine&apos;s process and start another one.</source>
        <translation>エンジンのプロセスを終了し、新しく起動します。</translation>
    </message>
    <message>
        <source>Pause the queue</source>
        <translation>キューを一時停止</translation>
    </message>
    <message>
        <source>What runs is finished; nothing new is started.</source>
        <translation>現在の実行は最後まで続け、次の実行は始めません。</translation>
    </message>
</context>
<context>
    <name>RunButtons</name>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>New seed</source>
        <translation>新しいシード</translation>
    </message>
</context>
<context>
    <name>ScopeBar</name>
    <message>
        <source>Where in the graph this is</source>
        <translation>グラフ内の現在位置</translation>
    </message>
    <message>
        <source>Leave the group (Backspace)</source>
        <translation>グループから出る (Backspace)</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>グループから出る</translation>
    </message>
    <message>
        <source>Go back to {title}</source>
        <translation>{title} に戻る</translation>
    </message>
</context>
<context>
    <name>Scrubbing</name>
    <message>
        <source>No steps are known of this node: run it first.</source>
        <translation>このノードのステップはまだありません。先に実行してください。</translation>
    </message>
    <message>
        <source>No steps show: open the viewer on a picture of the last run.</source>
        <translation>ステップが表示されていません。前回の実行の画像をビューアーで開いてください。</translation>
    </message>
    <message>
        <source>This is the last step: choose one before it.</source>
        <translation>これは最後のステップです。それより前を選んでください。</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>分岐</translation>
    </message>
    <message>
        <source>Forked after step {step} of {total}: change this, then run.</source>
        <translation>ステップ {step} / {total} の後で分岐しました。ここを変更して実行してください。</translation>
    </message>
    <message>
        <source>The seed stays as it is from now on.</source>
        <translation>シードは今の値に固定されました。</translation>
    </message>
    <message>
        <source>Finished picture</source>
        <translation>完成した画像</translation>
    </message>
    <message>
        <source>Step {step} of {total}</source>
        <translation>ステップ {step} / {total}</translation>
    </message>
    <message>
        <source>To save memory, not every step is kept. Run again to see it.</source>
        <translation>メモリーを節約するため、一部のステップは保持していません。もう一度実行すると表示できます。</translation>
    </message>
    <message>
        <source>Kept no more</source>
        <translation>保持していません</translation>
    </message>
    <message>
        <source>Rough: the engine is busy</source>
        <translation>簡易表示: エンジンは実行中</translation>
    </message>
    <message>
        <source>It sharpens after the run.</source>
        <translation>実行が終わると鮮明になります。</translation>
    </message>
    <message>
        <source>No VAE of its model is at hand. Run a graph that decodes it.</source>
        <translation>モデルに対応する VAE がありません。これをデコードするグラフを実行してください。</translation>
    </message>
    <message>
        <source>Rough: no VAE</source>
        <translation>簡易表示: VAE なし</translation>
    </message>
    <message>
        <source>A policy on this machine lets no unchecked picture be shown.</source>
        <translation>このコンピューターのポリシーにより、未検査の画像は表示できません。</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>表示できません</translation>
    </message>
    <message>
        <source>Cannot be shown well</source>
        <translation>正しく表示できません</translation>
    </message>
    <message>
        <source>The log says why.</source>
        <translation>理由はログにあります。</translation>
    </message>
    <message>
        <source>In full</source>
        <translation>完全なデコード</translation>
    </message>
    <message>
        <source>Rough</source>
        <translation>簡易表示</translation>
    </message>
    <message>
        <source>Another prompt from here</source>
        <translation>ここから別のプロンプト</translation>
    </message>
    <message>
        <source>Another guidance from here</source>
        <translation>ここから別のガイダンス</translation>
    </message>
    <message>
        <source>Another seed for the noise that is added</source>
        <translation>加えるノイズのシードを変更</translation>
    </message>
    <message>
        <source>For schedulers that add noise in each step, such as Euler Ancestral.</source>
        <translation>Euler Ancestral のように、ステップごとにノイズを加えるスケジューラー用です。</translation>
    </message>
</context>
<context>
    <name>SeedField</name>
    <message>
        <source>New seed</source>
        <translation>新しいシード</translation>
    </message>
    <message>
        <source>Each run takes a new seed. Press to keep this one.</source>
        <translation>実行ごとにシードが変わります。押すと今の値に固定します。</translation>
    </message>
    <message>
        <source>Each run keeps this seed. Press to take a new one each time.</source>
        <translation>シードは固定です。押すと実行ごとに変わるようにします。</translation>
    </message>
</context>
<context>
    <name>SelectionPage</name>
    <message>
        <source>{0} nodes</source>
        <translation>{0} 個のノード</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>ミュートを解除</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>ミュート</translation>
    </message>
    <message>
        <source>Take back bypass</source>
        <translation>バイパスを解除</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>バイパス</translation>
    </message>
</context>
<context>
    <name>ShadeSquare</name>
    <message>
        <source>Saturation and brightness</source>
        <translation>彩度と明度</translation>
    </message>
</context>
<context>
    <name>ShortcutCard</name>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Add a shortcut for {title}</source>
        <translation>{title} のショートカットを追加</translation>
    </message>
    <message>
        <source>Use it here</source>
        <translation>ここで使う</translation>
    </message>
    <message>
        <source>Leave it there</source>
        <translation>そのままにする</translation>
    </message>
    <message>
        <source>Remove {shortcut}</source>
        <translation>{shortcut} を外す</translation>
    </message>
    <message>
        <source>{shortcut} already does: {commands}</source>
        <translation>{shortcut} は次のコマンドで使われています: {commands}</translation>
    </message>
</context>
<context>
    <name>ShortcutsSection</name>
    <message>
        <source>Shortcuts</source>
        <translation>ショートカット</translation>
    </message>
    <message>
        <source>Find a command by its name or by its keys</source>
        <translation>名前またはキーでコマンドを検索</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>すべてリセット</translation>
    </message>
    <message>
        <source>Reset all shortcuts</source>
        <translation>すべてのショートカットをリセット</translation>
    </message>
    <message>
        <source>No command matches. Try fewer letters.</source>
        <translation>一致するコマンドがありません。文字を減らしてみてください。</translation>
    </message>
    <message>
        <source>Commands and their shortcuts</source>
        <translation>コマンドとショートカット</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Start</source>
        <translation>スタート</translation>
    </message>
    <message>
        <source>Draw a graph, press Run, and watch the picture appear.</source>
        <translation>グラフを描いて「実行」を押すと、画像ができあがります。</translation>
    </message>
    <message>
        <source>New graph</source>
        <translation>新規グラフ</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>ファイルを開く…</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>最近使ったファイル</translation>
    </message>
    <message>
        <source>Begin with a ready-made workflow</source>
        <translation>用意されたワークフローから始める</translation>
    </message>
    <message>
        <source>For models that you bring</source>
        <translation>手持ちのモデルで使う</translation>
    </message>
</context>
<context>
    <name>StateCard</name>
    <message>
        <source>State of the node</source>
        <translation>ノードの状態</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Traceback</source>
        <translation>トレースバック</translation>
    </message>
    <message>
        <source>Has not run yet</source>
        <translation>未実行</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>順番待ち</translation>
    </message>
    <message>
        <source>Running, step {0} of {1}</source>
        <translation>実行中: ステップ {0} / {1}</translation>
    </message>
    <message>
        <source>{0}, {1} left</source>
        <translation>{0}、残り {1}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Done in {0}</source>
        <translation>{0}で完了</translation>
    </message>
    <message>
        <source>Spared: what comes in is the same</source>
        <translation>実行不要: 入力の内容が同じ</translation>
    </message>
    <message>
        <source>Kept from an earlier run</source>
        <translation>以前の結果を使用</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Was skipped</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>It runs because {why}.</source>
        <translation>実行の理由: {why}。</translation>
    </message>
    <message>
        <source>It would have run because {why}.</source>
        <translation>実行予定だった理由: {why}。</translation>
    </message>
    <message>
        <source>It ran because {why}.</source>
        <translation>実行した理由: {why}。</translation>
    </message>
    <message>
        <source>Next run: it runs</source>
        <translation>次回: 実行します</translation>
    </message>
    <message>
        <source>Next run: it runs, unless what comes in turns out to be the same</source>
        <translation>次回: 入力の内容が同じでなければ実行します</translation>
    </message>
    <message>
        <source>Next run: its result is kept</source>
        <translation>次回: 保持した結果を使います</translation>
    </message>
    <message>
        <source>Next run: it runs if it is asked for</source>
        <translation>次回: 必要になれば実行します</translation>
    </message>
    <message>
        <source>Next run: it is not needed</source>
        <translation>次回: 必要ありません</translation>
    </message>
    <message>
        <source>Next run: it is skipped</source>
        <translation>次回: スキップします</translation>
    </message>
    <message>
        <source>{verdict}, because {why}.</source>
        <translation>{verdict}。理由: {why}。</translation>
    </message>
    <message>
        <source>{0} It takes {1}.</source>
        <translation>{0}
所要時間: {1}。</translation>
    </message>
    <message>
        <source>{0}, after {1} kept steps</source>
        <translation>{0}（保持していた{1}ステップの続きから）</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>実行の進行状況</translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation>キューを表示</translation>
    </message>
    <message>
        <source>Engine starts …</source>
        <translation>エンジンを起動しています…</translation>
    </message>
    <message>
        <source>Device and memory</source>
        <translation>デバイスとメモリー</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>ズーム</translation>
    </message>
    <message>
        <source> · {left} left</source>
        <translation> · 残り {left}</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>{time}で完了</translation>
    </message>
    <message>
        <source>{done}, {count} skipped</source>
        <translation>{done}、{count} 個をスキップ</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Engine ready</source>
        <translation>エンジン準備完了</translation>
    </message>
    <message>
        <source>{device} · {used:.1f} of {total:.0f} GiB</source>
        <translation>{device} · {used:.1f} / {total:.0f} GiB</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>エンジン</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Kept results: {cached:.2f} GiB
Models in memory: {models}</source>
        <translation>保持した結果: {cached:.2f} GiB
メモリー上のモデル: {models}</translation>
    </message>
    <message>
        <source>{count} waiting, paused</source>
        <translation>{count} 件待機中 (一時停止)</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 件待機中</translation>
    </message>
    <message>
        <source>Queue: {state}</source>
        <translation>キュー: {state}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Stopped: {step} of {total} steps are kept</source>
        <translation>停止: {total}ステップ中{step}ステップを保持しています</translation>
    </message>
</context>
<context>
    <name>StepDelegate</name>
    <message>
        <source>saved</source>
        <translation>保存済み</translation>
    </message>
</context>
<context>
    <name>StepTrack</name>
    <message>
        <source>Step</source>
        <translation>ステップ</translation>
    </message>
</context>
<context>
    <name>StepsBar</name>
    <message>
        <source>Step that shows</source>
        <translation>表示中のステップ</translation>
    </message>
    <message>
        <source>About the step</source>
        <translation>このステップについて</translation>
    </message>
    <message>
        <source>Fork from here</source>
        <translation>ここから分岐</translation>
    </message>
    <message>
        <source>Go on from this step with another prompt, guidance or seed: the steps before it are shared.</source>
        <translation>このステップから別のプロンプト、ガイダンス、シードで続けます。それまでのステップは共有します。</translation>
    </message>
    <message>
        <source>Rough: the engine is busy</source>
        <translation>簡易表示: エンジンは実行中</translation>
    </message>
</context>
<context>
    <name>SuggestionField</name>
    <message>
        <source>Show what there is</source>
        <translation>候補を表示</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>検索しています…</translation>
    </message>
    <message>
        <source>There are none. Type a name.</source>
        <translation>候補がありません。名前を入力してください。</translation>
    </message>
    <message>
        <source>The list could not be made: {why}</source>
        <translation>一覧を作れませんでした: {why}</translation>
    </message>
</context>
<context>
    <name>Tabs</name>
    <message>
        <source>Close (Ctrl+W)</source>
        <translation>閉じる (Ctrl+W)</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>タブを閉じる</translation>
    </message>
    <message>
        <source>Open workflows and pages</source>
        <translation>開いているワークフローとページ</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>タブ</translation>
    </message>
    <message>
        <source>{title}, not saved</source>
        <translation>{title} (未保存)</translation>
    </message>
</context>
<context>
    <name>ThemePicker</name>
    <message>
        <source>System</source>
        <translation>システム</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>{0} ms</source>
        <translation>{0} ミリ秒</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation>{0} 分 {1} 秒</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} 時間 {1} 分</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>たった今</translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation>{0} 分前</translation>
    </message>
    <message>
        <source>{0} h ago</source>
        <translation>{0} 時間前</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨日</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨日</translation>
    </message>
</context>
<context>
    <name>TokenBar</name>
    <message>
        <source>Token, such as hf_…</source>
        <translation>トークン (例: hf_…)</translation>
    </message>
    <message>
        <source>Token for gated models</source>
        <translation>同意が必要なモデルのトークン</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>ページを開く</translation>
    </message>
    <message>
        <source>Make a token</source>
        <translation>トークンを作る</translation>
    </message>
    <message>
        <source>Keep and try again</source>
        <translation>保存して再試行</translation>
    </message>
    <message>
        <source>{0} is for people who agreed to its terms. Open its page, log in and agree; make a token that can read, and put it here. It is kept in the system&apos;s keyring.</source>
        <translation>{0} には利用条件への同意が必要です。ページを開き、ログインして同意してから、読み取り用のトークンを作り、ここに入力してください。トークンはシステムのキーリングに保存されます。</translation>
    </message>
</context>
<context>
    <name>ValueForm</name>
    <message>
        <source>Values of the node</source>
        <translation>ノードの値</translation>
    </message>
    <message>
        <source>New seed at each run</source>
        <translation>実行ごとに新しいシード</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>{name} を変更</translation>
    </message>
    <message>
        <source>Reset {name}</source>
        <translation>{name} をリセット</translation>
    </message>
    <message>
        <source>Publish {name}</source>
        <translation>{name} を公開</translation>
    </message>
    <message>
        <source>Unpublish {name}</source>
        <translation>{name} の公開を取り消す</translation>
    </message>
    <message>
        <source>Feed {name} from a node</source>
        <translation>{name} をノードから入力</translation>
    </message>
    <message>
        <source>Take the wire off {name}</source>
        <translation>{name} のワイヤーを外す</translation>
    </message>
    <message>
        <source>This node has no values: everything comes in by wire.</source>
        <translation>このノードに設定する値はありません。すべてワイヤーから入力されます。</translation>
    </message>
    <message>
        <source>No loaded pack knows this node, so its values cannot be edited.</source>
        <translation>読み込んだパックにこのノードがないため、値を編集できません。</translation>
    </message>
</context>
<context>
    <name>Values</name>
    <message>
        <source>type a number</source>
        <translation>数値を入力してください</translation>
    </message>
    <message>
        <source>that is too long for a number</source>
        <translation>数値として長すぎます</translation>
    </message>
    <message>
        <source>decimals are written with a point, as in 0.5</source>
        <translation>小数点には 0.5 のようにピリオドを使ってください</translation>
    </message>
    <message>
        <source>“{text}” is no number and no arithmetic such as 2*512</source>
        <translation>「{text}」は数値でも、2*512 のような計算式でもありません</translation>
    </message>
    <message>
        <source>nothing can be divided by zero</source>
        <translation>0 で割ることはできません</translation>
    </message>
    <message>
        <source>the result is too large</source>
        <translation>結果が大きすぎます</translation>
    </message>
    <message>
        <source>“{text}” is no arithmetic: use numbers, + - * / and brackets</source>
        <translation>「{text}」は計算できません。数字、+ - * /、括弧を使ってください</translation>
    </message>
    <message>
        <source>the power is too large</source>
        <translation>累乗が大きすぎます</translation>
    </message>
    <message>
        <source>a negative number has no such root</source>
        <translation>負の数の累乗根は求められません</translation>
    </message>
    <message>
        <source>= {number}</source>
        <translation>= {number}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>オン</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>Marks: {count}</source>
        <translation>描画数: {count}</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>ファイルを選択</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Not painted</source>
        <translation>未描画</translation>
    </message>
    <message>
        <source>No curve</source>
        <translation>カーブなし</translation>
    </message>
    <message>
        <source>Not set</source>
        <translation>未設定</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
</context>
<context>
    <name>View</name>
    <message>
        <source>View</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Show or hide this panel.</source>
        <translation>このパネルの表示を切り替えます。</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>コマンドを検索…</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>スタートページ</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>次のタブ</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>前のタブ</translation>
    </message>
    <message>
        <source>Go to the canvas</source>
        <translation>キャンバスへ移動</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>次のパネル</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>前のパネル</translation>
    </message>
    <message>
        <source>Go to the question at the top</source>
        <translation>上部の確認メッセージへ移動</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>フルスクリーン</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>ダークテーマ</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>ライトテーマ</translation>
    </message>
    <message>
        <source>High contrast theme</source>
        <translation>ハイコントラストテーマ</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>the preview is damaged</source>
        <translation>プレビューが壊れています</translation>
    </message>
</context>
<context>
    <name>ViewerBar</name>
    <message>
        <source>Previous picture (Left)</source>
        <translation>前の画像 (←)</translation>
    </message>
    <message>
        <source>Next picture (Right)</source>
        <translation>次の画像 (→)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>ズーム</translation>
    </message>
    <message>
        <source>Show the whole picture (F)</source>
        <translation>画像全体を表示 (F)</translation>
    </message>
    <message>
        <source>One pixel for each pixel (1)</source>
        <translation>ピクセル等倍で表示 (1)</translation>
    </message>
    <message>
        <source>Compare side by side with the other picture (W)</source>
        <translation>もう 1 枚の画像と左右に分けて比較 (W)</translation>
    </message>
    <message>
        <source>Hold to see the other picture (C)</source>
        <translation>押している間、もう 1 枚の画像を表示 (C)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>コピーを保存…</translation>
    </message>
    <message>
        <source>Open its workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>Use in graph</source>
        <translation>グラフで使う</translation>
    </message>
</context>
<context>
    <name>ViewerPanel</name>
    <message>
        <source>Viewer</source>
        <translation>ビューアー</translation>
    </message>
    <message>
        <source>Copied {0}</source>
        <translation>{0} をコピーしました</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>コピーを保存</translation>
    </message>
    <message>
        <source>Pictures (*{0})</source>
        <translation>画像 (*{0})</translation>
    </message>
    <message>
        <source>No picture to look at</source>
        <translation>表示する画像がありません</translation>
    </message>
    <message>
        <source>Run a graph, or open a picture from the gallery with Enter.</source>
        <translation>グラフを実行するか、ギャラリーの画像を Enter で開いてください。</translation>
    </message>
    <message>
        <source>Cannot be read: {0}</source>
        <translation>読み込めません: {0}</translation>
    </message>
    <message>
        <source>Picture {0}, {1} by {2} pixels</source>
        <translation>画像 {0}、{1} × {2} ピクセル</translation>
    </message>
    <message>
        <source>{0} was not saved: {1}</source>
        <translation>{0} を保存できませんでした: {1}</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>{0} を保存しました</translation>
    </message>
    <message>
        <source>Use in graph</source>
        <translation>グラフで使う</translation>
    </message>
    <message>
        <source>Open its workflow</source>
        <translation>ワークフローを開く</translation>
    </message>
    <message>
        <source>Compare others with this</source>
        <translation>この画像を比較の基準にする</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>コピーを保存…</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>フォルダーに表示</translation>
    </message>
</context>
<context>
    <name>Warmth</name>
    <message>
        <source>Warming up, {number} of {total}: {name}, {kind}</source>
        <translation>ウォームアップ中 {number}/{total}: {name}、{kind}</translation>
    </message>
    <message>
        <source>Warm-up stopped</source>
        <translation>ウォームアップを停止しました</translation>
    </message>
    <message>
        <source>Warm-up failed</source>
        <translation>ウォームアップに失敗しました</translation>
    </message>
    <message>
        <source>Nothing to warm up: this workflow needs no models</source>
        <translation>ウォームアップは不要です: このワークフローはモデルを使いません</translation>
    </message>
    <message>
        <source>Warm after {time}; not in memory at once: {names}</source>
        <translation>{time}でウォームアップ完了。同時にはメモリに載らないもの: {names}</translation>
    </message>
    <message>
        <source>Warm: {count} models, {size}, in {time}</source>
        <translation>ウォームアップ完了: モデル {count} 個、{size}、{time}</translation>
    </message>
</context>
<context>
    <name>WireList</name>
    <message>
        <source>must be wired</source>
        <translation>接続が必要</translation>
    </message>
    <message>
        <source>not wired</source>
        <translation>未接続</translation>
    </message>
</context>
</TS>
